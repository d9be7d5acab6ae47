import { describe, expect, it } from "vitest";

import { answering } from "~/components/testing/show-page";

import { firstPlace } from "./set-up-first";

const session = {
  id: "1",
  account: "anna",
  role: "administrator",
  permissions: ["domains_write"],
  csrf_token: "token",
  force_password_change: false,
  created: "2026-01-01T00:00:00Z",
  expires: "2027-01-01T00:00:00Z",
  idle_life: 3600,
  events_position: "changes:1",
} as const;

const at = (path: string) => {
  const { pathname, search, hash } = new URL(path, "http://panel.example");
  return { pathname, search, hash };
};

const wanted = (yes: boolean) => ({ "GET /api/v2/set-up": { body: { wanted: yes, closed: null } } });

const start = (path: string, about: object = {}) =>
  firstPlace({ ...session, ...about, permissions: [...session.permissions] }, at(path));

describe("who comes to a server without a domain", () => {
  it("is led to the set-up from whatever page, which is kept", async () => {
    answering(wanted(true));
    expect(await start("/")).toBe("/set-up");
    expect(await start("/mailboxes?q=anna")).toBe(`/set-up?return=${encodeURIComponent("/mailboxes?q=anna")}`);
  });

  it("stays where somebody went when the set-up is not wanted, or is there already", async () => {
    answering(wanted(false));
    expect(await start("/mailboxes")).toBeUndefined();
    answering(wanted(true));
    expect(await start("/set-up?step=mailbox")).toBeUndefined();
  });

  it("is not led there without the right to do it, or before the password is another", async () => {
    const asked = answering(wanted(true));
    expect(await firstPlace({ ...session, permissions: ["domains_read"] }, at("/"))).toBeUndefined();
    expect(await start("/", { force_password_change: true })).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it("gets the page that was asked for when the server does not tell", async () => {
    answering({ "GET /api/v2/set-up": "unreachable" });
    expect(await start("/domains")).toBeUndefined();
  });
});
