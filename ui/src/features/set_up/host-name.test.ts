import { expect, it } from "vitest";

import { faultOfHost } from "./host-name";

it("tells names that other servers can look up from those that nobody outside knows", () => {
  for (const name of ["mail.example.org", "mx1.xn--bcher-kva.example", "local.example"]) expect(faultOfHost(name)).toBeUndefined();
  expect(faultOfHost("debian")).toBe("single");
  for (const name of ["localhost.localdomain", "mail.lan", "server.HOME", "a.internal"]) expect(faultOfHost(name)).toBe("local");
  for (const name of ["192.0.2.1", "2001:db8::1"]) expect(faultOfHost(name)).toBe("address");
});
