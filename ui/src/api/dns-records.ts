import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "./client";

/** The records that a domain should publish. */
export const recordsOf = (domain: string) =>
  queryOptions({
    queryKey: ["domains", "records", domain],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/domains/{domain}/dns-records", { params: { path: { domain } }, signal })),
  });

/**
 * What the DNS has in the place of each. Asked when somebody comes to look, and again when they say so: the answers
 * come from other people's servers, and change slowly.
 */
export const checkOf = (domain: string) =>
  queryOptions({
    queryKey: ["dns-check", domain],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/domains/{domain}/dns-check", { params: { path: { domain } }, signal })),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
