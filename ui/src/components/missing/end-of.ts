import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";

type Entry = Schema["AuditEntry"];
export type ObjectKind = "domain" | "alias_domain" | "mailbox" | "alias";

/** How an object ended: when, by whom, and under which name it is there now or was until then. */
export interface End {
  kind: "deleted" | "renamed";
  at: string;
  actor: string;
  name: string;
}

/** What stood in a member before the change of an entry. */
function before({ details }: Entry, member: string): unknown {
  if (typeof details !== "object" || details === null) return undefined;
  const pair: unknown = Object.entries(details).find(([name]) => name === member)?.[1];
  return Array.isArray(pair) ? pair[0] : undefined;
}

const entries = async (query: { action: string; object?: string; search?: string }, signal: AbortSignal) =>
  (await unwrap(api.GET("/api/v2/audit", { params: { query: { ...query, limit: 20 } }, signal }))).items;

async function endOf(kind: ObjectKind, key: string, signal: AbortSignal): Promise<End | null> {
  const action = `${kind}.deleted`;
  // An alias is looked up by its number, which the trail has among the members that went.
  const deleted =
    kind === "alias"
      ? (await entries({ action, search: `"id":[${key},` }, signal)).find((entry) => String(before(entry, "id")) === key)
      : (await entries({ action, object: key }, signal))[0];
  const renamed =
    kind === "mailbox"
      ? (await entries({ action: "mailbox.renamed", search: key }, signal)).find((entry) => before(entry, "address") === key)
      : undefined;
  const last = [deleted, renamed].reduce((one, other) => (other !== undefined && (one?.seq ?? 0) < other.seq ? other : one));
  if (last === undefined) return null;
  return { kind: last === deleted ? "deleted" : "renamed", at: last.at, actor: last.actor, name: last.object };
}

/** How an object that is not there any more ended, if the audit trail knows it. */
export const endQuery = (kind: ObjectKind, key: string) =>
  queryOptions({
    queryKey: ["audit", "end", kind, key],
    staleTime: 0,
    queryFn: ({ signal }) => endOf(kind, key, signal),
  });
