import { queryOptions } from "@tanstack/react-query";

import { api, idempotent, ifMatch, unwrap, unwrapTagged } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

export type Administrator = Schema["Administrator"];

export const administratorSource: Source<Administrator> = {
  key: ["administrators", "list"],
  fetch: ({ search, sort, filters, cursor, limit }: ListQuery, signal) =>
    unwrap(
      api.GET("/api/v2/administrators", {
        params: {
          query: {
            limit,
            ...(search === undefined ? {} : { search }),
            ...(sort === undefined ? {} : { sort }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(filters["active"] === undefined ? {} : { active: filters["active"] === "yes" }),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    ),
};

export const administratorQuery = (username: string) =>
  queryOptions({
    queryKey: ["administrators", "one", username],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET("/api/v2/administrators/{username}", { params: { path: { username } }, signal })),
  });

export const createAdministrator = (wanted: Schema["NewAdministrator"]) =>
  unwrap(api.POST("/api/v2/administrators", { body: wanted, headers: idempotent() }));

export const updateAdministrator = (username: string, patch: Schema["AdministratorPatch"], tag: string) =>
  unwrap(
    api.PATCH("/api/v2/administrators/{username}", {
      params: { path: { username } },
      body: patch,
      headers: ifMatch(tag),
    }),
  );

export const deleteAdministrator = (username: string) =>
  unwrap(api.DELETE("/api/v2/administrators/{username}", { params: { path: { username } } }));

export const endSessionsOf = (username: string) =>
  unwrap(api.DELETE("/api/v2/administrators/{username}/sessions", { params: { path: { username } } }));
