import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

export type Session = Schema["Session"];

/** Sessions of all accounts, or of one. */
export const sessionSource: Source<Session> = {
  key: ["sessions", "list"],
  fetch: ({ sort, filters, cursor, limit }: ListQuery, signal) =>
    unwrap(
      api.GET("/api/v2/sessions", {
        params: {
          query: {
            limit,
            ...(sort === undefined ? {} : { sort }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(filters["account"] === undefined ? {} : { account: filters["account"] }),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    ),
};

export const endSession = (id: string) =>
  unwrap(api.DELETE("/api/v2/sessions/{id}", { params: { path: { id } } }));

export const signOutEverywhere = () => unwrap(api.DELETE("/api/v2/account/sessions"));
