import { read } from "~/api/read";
import type { Schema } from "~/api/schema";
import { ownPath } from "~/lib/return-path";

export type Session = Schema["CurrentSession"];

export type Found =
  | { kind: "session"; session: Session }
  | { kind: "none" }
  /** No answer, or none that a running API gives; `status` is 0 when the network failed. */
  | { kind: "unreachable"; status: number };

/** Who is signed in. Without the panel's libraries: this runs before anything is shown. */
export async function fetchSession(): Promise<Found> {
  let response: Response;
  try {
    response = await fetch("/api/v2/session", { headers: { Accept: "application/json" } });
  } catch {
    return { kind: "unreachable", status: 0 };
  }
  if (response.status === 401) return { kind: "none" };
  if (!response.ok) return { kind: "unreachable", status: response.status };
  return { kind: "session", session: await read<Session>(response) };
}

export type SignInAnswer =
  | { kind: "session"; session: Session }
  | { kind: "refused"; code: string; retryAfter: number | undefined }
  | { kind: "unreachable" };

export async function signIn(username: string, password: string): Promise<SignInAnswer> {
  let response: Response;
  try {
    response = await fetch("/api/v2/session", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ username, password }),
    });
  } catch {
    return { kind: "unreachable" };
  }
  if (response.ok) {
    return { kind: "session", session: await read<Session>(response) };
  }
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return { kind: "unreachable" };
  const problem = await read<Schema["Problem"]>(response);
  const seconds = Number(response.headers.get("Retry-After"));
  return { kind: "refused", code: problem.code, retryAfter: seconds > 0 ? seconds : undefined };
}

/** Where the sign-in leads: the page one came from, and never another site. */
export function returnPath(search: string): string {
  const wanted = ownPath(new URLSearchParams(search).get("return"));
  return wanted === undefined || /^\/sign-in(?![^?#])/.test(wanted) ? "/" : wanted;
}

/** To the sign-in, and back to this page afterwards. */
export function leaveToSignIn(): void {
  const here = location.pathname + location.search + location.hash;
  location.assign(here === "/" ? "/sign-in" : `/sign-in?return=${encodeURIComponent(here)}`);
}
