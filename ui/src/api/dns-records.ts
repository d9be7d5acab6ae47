import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "./client";

/** The records that a domain should publish. */
export const recordsOf = (domain: string) =>
  queryOptions({
    queryKey: ["domains", "records", domain],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/domains/{domain}/dns-records", { params: { path: { domain } }, signal })),
  });
