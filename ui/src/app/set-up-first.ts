import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";

import { setUp } from "./navigation";

/**
 * Where somebody who comes begins: on a server that has no domain yet with the set-up, until it was finished or skipped
 * by anybody; the way that was asked for is kept for afterwards. Undefined: with what the address says.
 */
export async function firstPlace(
  session: Schema["CurrentSession"],
  { pathname, search, hash }: Pick<Location, "pathname" | "search" | "hash">,
): Promise<string | undefined> {
  // With a password that has to be changed nothing else is allowed; the page is read anew after that.
  if (session.force_password_change || !session.permissions.includes(setUp.permission)) return undefined;
  if (pathname === setUp.to) return undefined;
  try {
    const { wanted } = await unwrap(api.GET("/api/v2/set-up"));
    if (!wanted) return undefined;
  } catch {
    // The page that was asked for says better what is wrong; the set-up can be found from there.
    return undefined;
  }
  const here = pathname + search + hash;
  return here === "/" ? setUp.to : `${setUp.to}?return=${encodeURIComponent(here)}`;
}
