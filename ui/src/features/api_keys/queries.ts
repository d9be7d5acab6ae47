import { queryOptions } from "@tanstack/react-query";

import { api, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

export type ApiKey = Schema["ApiKey"];
export type IssuedApiKey = Schema["IssuedApiKey"];
export type Access = ApiKey["access"];

export const accesses: readonly Access[] = ["read_only", "read_write"];

export const apiKeySource: Source<ApiKey> = {
  key: ["api-keys", "list"],
  fetch: ({ cursor, limit }: ListQuery, signal) =>
    unwrap(
      api.GET("/api/v2/api-keys", {
        params: { query: { limit, ...(cursor === undefined ? {} : { cursor }) } },
        ...(signal === undefined ? {} : { signal }),
      }),
    ),
};

export const apiKeyQuery = (id: string) =>
  queryOptions({
    queryKey: ["api-keys", "one", id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/api-keys/{id}", { params: { path: { id } }, signal })),
  });

// Without an idempotency key: an answer that is shown once must not be kept to be given again.
export const createApiKey = (wanted: Schema["NewApiKey"]) =>
  unwrap(api.POST("/api/v2/api-keys", { body: wanted }));

export const updateApiKey = (id: string, patch: Schema["ApiKeyPatch"], tag: string) =>
  unwrap(api.PATCH("/api/v2/api-keys/{id}", { params: { path: { id } }, body: patch, headers: ifMatch(tag) }));

export const regenerateApiKey = (id: string) =>
  unwrap(api.POST("/api/v2/api-keys/{id}/regenerate", { params: { path: { id } } }));

export const deleteApiKey = (id: string) =>
  unwrap(api.DELETE("/api/v2/api-keys/{id}", { params: { path: { id } } }));
