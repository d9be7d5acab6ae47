import { Unreachable } from "~/api/client";
import type { Schema } from "~/api/schema";

export type Reason = Schema["HealthReason"];

export type Health =
  | { kind: "checking" }
  | { kind: "healthy"; at: number }
  | { kind: "degraded"; reasons: Reason[] }
  /** The server did not say: it cannot be asked, or refused. */
  | { kind: "unknown"; error: unknown };

interface Found {
  data: Schema["Health"] | undefined;
  dataUpdatedAt: number;
  error: unknown;
}

/**
 * What the server said about itself, or that it did not. An old answer is no answer once a new one failed, or once
 * anything else of the panel got no answer.
 */
export function healthOf({ data, dataUpdatedAt, error }: Found, reachable: boolean): Health {
  if (error !== null) return { kind: "unknown", error };
  if (!reachable) return { kind: "unknown", error: new Unreachable(0) };
  if (data === undefined) return { kind: "checking" };
  if (data.state === "healthy") return { kind: "healthy", at: dataUpdatedAt };
  return { kind: "degraded", reasons: data.reasons };
}
