import type { Schema } from "~/api/schema";
import { isProblem } from "~/api/client";

import type { Service, ServiceName, SystemStatus } from "./queries";

export type Reason =
  | { kind: "service"; name: ServiceName; state: Service["state"]; detail: string }
  | { kind: "disk"; percent: number; free: number }
  | { kind: "agent" }
  | { kind: "unread"; error: unknown };

export type Health =
  | { kind: "checking" }
  | { kind: "healthy"; at: string }
  | { kind: "degraded"; reasons: Reason[] };

/** From here on a disk counts as full: mail is refused soon. */
const fullFrom = 95;

interface Found<T> {
  data: T | undefined;
  error: unknown;
}

/** What the state of services and machine comes to: one word, and why. */
export function healthOf(services: Found<Schema["ServiceList"]>, system: Found<SystemStatus>): Health {
  const reasons: Reason[] = [];
  if (services.error !== null) {
    const agent = isProblem(services.error, "agent.unreachable");
    reasons.push(agent ? { kind: "agent" } : { kind: "unread", error: services.error });
  } else {
    for (const { name, state, reason } of services.data?.items ?? []) {
      if (state !== "running") reasons.push({ kind: "service", name, state, detail: reason });
    }
  }
  if (system.error !== null && reasons.length === 0) reasons.push({ kind: "unread", error: system.error });
  if (system.data !== undefined) {
    const { used, available } = system.data.mail_disk;
    const percent = (used / Math.max(1, used + available)) * 100;
    if (percent >= fullFrom) reasons.push({ kind: "disk", percent, free: available });
  }
  if (reasons.length > 0) return { kind: "degraded", reasons };
  if (services.data === undefined || system.data === undefined) return { kind: "checking" };
  return { kind: "healthy", at: services.data.sampled };
}
