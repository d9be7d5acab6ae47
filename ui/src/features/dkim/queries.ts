import { api, idempotent, unwrap } from "~/api/client";
import type { Choice } from "~/api/look-ups";
import type { Schema } from "~/api/schema";
import type { ListQuery, Source } from "~/components/table/types";

export type DkimDomain = Schema["DkimDomain"];
export type DkimKey = Schema["DkimKey"];
export type Algorithm = DkimKey["algorithm"];
export type KeyState = DkimDomain["state"];

export const states: readonly KeyState[] = ["valid", "missing", "unused"];

export const dkimSource: Source<DkimDomain> = {
  key: ["dkim", "list"],
  fetch: ({ search, sort, filters, cursor, limit }: ListQuery, signal) => {
    const state = states.find((one) => one === filters["state"]);
    return unwrap(
      api.GET("/api/v2/dkim", {
        params: {
          query: {
            limit,
            ...(search === undefined ? {} : { search }),
            ...(sort === undefined ? {} : { sort }),
            ...(cursor === undefined ? {} : { cursor }),
            ...(state === undefined ? {} : { state }),
          },
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  },
};

/** As many domains as one request takes. */
export const mostDomains = 100;

/** Domains and alias domains with a text in their name; with `state` only those of that state. */
export async function findKeyDomains(text: string, state?: KeyState): Promise<Choice[]> {
  const query = { limit: 20, ...(text === "" ? {} : { search: text }), ...(state === undefined ? {} : { state }) };
  const page = await unwrap(api.GET("/api/v2/dkim", { params: { query } }));
  return page.items.map((one) => ({ value: one.domain, label: one.domain }));
}

/** Those that have no key yet, as many as one request takes. */
export async function domainsWithoutKey(): Promise<string[]> {
  const page = await unwrap(
    api.GET("/api/v2/dkim", { params: { query: { limit: mostDomains, state: "missing" } } }),
  );
  return page.items.map((one) => one.domain);
}

export const generateKeys = (wanted: Schema["NewDkimKeys"]) =>
  unwrap(api.POST("/api/v2/dkim", { body: wanted, headers: idempotent() }));

export const importKey = (wanted: Schema["ImportedDkimKey"]) =>
  unwrap(api.POST("/api/v2/dkim/import", { body: wanted, headers: idempotent() }));

export const duplicateKeys = (domain: string, domains: string[]) =>
  unwrap(
    api.POST("/api/v2/dkim/{domain}/duplicate", { params: { path: { domain } }, body: { domains } }),
  );

export const deleteKeys = (domain: string) =>
  unwrap(api.DELETE("/api/v2/dkim/{domain}", { params: { path: { domain } } }));

export const deleteKey = (domain: string, selector: string) =>
  unwrap(api.DELETE("/api/v2/dkim/{domain}/{selector}", { params: { path: { domain, selector } } }));

export const revealKey = (domain: string, selector: string, password: string) =>
  unwrap(
    api.POST("/api/v2/dkim/{domain}/{selector}/private-key", {
      params: { path: { domain, selector } },
      body: { password },
    }),
  );
