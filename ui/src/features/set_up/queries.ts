import { queryOptions } from "@tanstack/react-query";

import { api, idempotent, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";

export type SelfTestHop = Schema["SelfTestHop"];

export const hostQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/system", { signal })),
});

/** The first domains, for going on with one that is there. */
export const firstDomains = queryOptions({
  queryKey: ["domains", "first"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v2/domains", { params: { query: { limit: 6 } }, signal })),
});

export const firstMailboxes = (domain: string) =>
  queryOptions({
    queryKey: ["mailboxes", "first", domain],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v2/mailboxes", { params: { query: { limit: 6, domain } }, signal })),
  });

export const selfTestQuery = (id: string) =>
  queryOptions({
    queryKey: ["self-test", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v2/self-test/{id}", { params: { path: { id } }, signal })),
  });

/** Nobody is led here any more. */
export const closeSetUp = () => unwrap(api.PUT("/api/v2/set-up", { body: { closed: true } }));

/** Where mail to postmaster, abuse and root of the server goes; "" while nobody has said so. */
export const systemMail = async () => (await unwrap(api.GET("/api/v2/set-up"))).system_mail;

export const setSystemMail = (address: string) =>
  unwrap(api.PUT("/api/v2/set-up", { body: { system_mail: address } }));

export const startSelfTest = () => unwrap(api.POST("/api/v2/self-test"));

export const addDomain = (name: string) =>
  unwrap(api.POST("/api/v2/domains", { body: { name }, headers: idempotent() }));

/** With the quota that a new mailbox of the domain has. */
export const addMailbox = async (wanted: Schema["NewMailbox"]) => {
  const { default_quota: quota } = await unwrap(
    api.GET("/api/v2/domains/{domain}", { params: { path: { domain: wanted.domain } } }),
  );
  return unwrap(api.POST("/api/v2/mailboxes", { body: { ...wanted, quota }, headers: idempotent() }));
};
