import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";

export type SystemStatus = Schema["SystemStatus"];
export type Service = Schema["Service"];
export type ServiceName = Service["name"];
export type ServiceAction = Service["actions"][number];
export type LogLine = Schema["LogLine"];

export const serviceNames: readonly ServiceName[] = [
  "postfix",
  "dovecot",
  "rspamd",
  "redis",
  "directory",
  "api",
  "agent",
];

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/system", { signal })),
});

/** Until the server answers. */
export const unknownStatus: SystemStatus = {
  program_version: "",
  host: {
    hostname: "",
    architecture: "",
    processors: 0,
    load: [],
    processor_percent: null,
    memory_total: 0,
    memory_available: 0,
    swap_total: 0,
    swap_free: 0,
    uptime_seconds: 0,
    time: "",
    time_zone: "",
    utc_offset_seconds: 0,
    addresses: [],
  },
  mail_disk: { device: "", total: 0, used: 0, available: 0 },
  disk_parts: null,
};

/** The status with what changes from moment to moment. */
export function withSample(status: SystemStatus, sample: Schema["SystemSample"]): SystemStatus {
  const passed = (new Date(sample.time).getTime() - new Date(status.host.time).getTime()) / 1000;
  return {
    ...status,
    host: {
      ...status.host,
      time: sample.time,
      uptime_seconds: status.host.uptime_seconds + passed,
      load: sample.load,
      processor_percent: sample.processor_percent,
      memory_total: sample.memory_total,
      memory_available: sample.memory_total - sample.memory_used,
    },
    mail_disk: {
      ...status.mail_disk,
      total: sample.disk_total,
      used: sample.disk_used,
      available: sample.disk_available,
    },
  };
}

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/health", { signal })),
});

/** Whether the mail path has what was changed. */
export const appliedQuery = queryOptions({
  queryKey: ["applied"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/applied", { signal })),
});

export const servicesQuery = queryOptions({
  queryKey: ["services"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/services", { signal })),
});

export type MetricsRange = Schema["MetricsSeries"]["range"];

export const metricsQuery = (range: MetricsRange) =>
  queryOptions({
    queryKey: ["metrics", range],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v2/metrics", { params: { query: { range } }, signal })),
  });

const actions = {
  start: (name: string) => api.POST("/api/v2/services/{name}/start", { params: { path: { name } } }),
  stop: (name: string) => api.POST("/api/v2/services/{name}/stop", { params: { path: { name } } }),
  restart: (name: string) => api.POST("/api/v2/services/{name}/restart", { params: { path: { name } } }),
} as const;

/** Starts, stops or restarts a service; answers when it is done. */
export const actOnService = (name: ServiceName, action: ServiceAction) => unwrap(actions[action](name));

interface LogWanted {
  /** Only lines with this text in them. */
  search?: string;
  /** Only lines behind this cursor. */
  after?: string;
  /** Only lines before this cursor. */
  before?: string;
}

export const linesOfLog = 1000;

export const fetchLog = (name: ServiceName, { search = "", after, before }: LogWanted, signal?: AbortSignal) =>
  unwrap(
    api.GET("/api/v2/services/{name}/logs", {
      params: {
        path: { name },
        query: {
          lines: linesOfLog,
          ...(search === "" ? {} : { search }),
          ...(after === undefined ? {} : { after }),
          ...(before === undefined ? {} : { before }),
        },
      },
      ...(signal === undefined ? {} : { signal }),
    }),
  );

/** How many there are of something: the total of its list. */
const counted = {
  domains: (signal: AbortSignal) => api.GET("/api/v2/domains", { params: { query: { limit: 1 } }, signal }),
  mailboxes: (signal: AbortSignal) => api.GET("/api/v2/mailboxes", { params: { query: { limit: 1 } }, signal }),
  aliases: (signal: AbortSignal) => api.GET("/api/v2/aliases", { params: { query: { limit: 1 } }, signal }),
} as const;

export type Counted = keyof typeof counted;

export const countQuery = (what: Counted) =>
  queryOptions({
    queryKey: [what, "count"],
    queryFn: async ({ signal }) => {
      const { total } = await unwrap<{ total: number }>(counted[what](signal));
      return total;
    },
  });
