import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { answering, problem, showPage, type Answers } from "~/components/testing/show-page";

import { diskParts } from "./disk";
import { healthOf } from "./health";
import { HealthBadge } from "./health-badge";
import { Home } from "./home";
import { drawn, mailOf } from "./metrics";
import type { Service, SystemStatus } from "./queries";

const status: SystemStatus = {
  program_version: "0.1.0",
  host: {
    hostname: "mail.example.org",
    architecture: "x86_64",
    processors: 2,
    load: [0.5, 0.25, 0.1],
    processor_percent: 12.4,
    memory_total: 4096,
    memory_available: 1024,
    swap_total: 0,
    swap_free: 0,
    uptime_seconds: 90_061,
    time: "2026-03-01T10:00:00Z",
    time_zone: "Asia/Baku",
    utc_offset_seconds: 14_400,
    addresses: ["192.0.2.2"],
  },
  mail_disk: { device: "/dev/vda", total: 1000, used: 400, available: 500 },
  disk_parts: { mail: 100, database: 50, queue: 1, logs: 9, other: 40, measured: "2026-03-01T10:00:00Z" },
};

const service = (name: Service["name"], patch: Partial<Service> = {}): Service => ({
  name,
  state: "running",
  reason: "",
  since: "2026-03-01T09:00:00Z",
  memory: 1_048_576,
  processor_percent: 0.5,
  processes: 1,
  restarts: 0,
  actions: ["stop", "restart"],
  ...patch,
});

const services = (...items: Service[]) => ({ items, sampled: "2026-03-01T10:00:00Z" });
const total = (count: number) => ({ body: { items: [], total: count, next_cursor: null } });
const agentAway = problem(502, "agent.unreachable", "The agent does not answer.");

const noMail = { received: 0, submitted: 0, delivered: 0, sent: 0, rejected: 0, deferred: 0, bounced: 0, junk: 0 };

const server = (more: Answers = {}): Answers => ({
  "GET /api/v2/system": { body: status },
  "GET /api/v2/services": { body: services(service("postfix"), service("dovecot")) },
  "GET /api/v2/metrics": {
    body: {
      range: "hour",
      step_seconds: 10,
      from: "2026-03-01T09:00:00Z",
      until: "2026-03-01T10:00:00Z",
      points: [],
      mail: noMail,
    },
  },
  "GET /api/v2/domains": total(3),
  "GET /api/v2/mailboxes": total(1200),
  "GET /api/v2/aliases": total(0),
  ...more,
});

describe("Home", () => {
  it("tells what the server is, in the server's own time", async () => {
    answering(server());
    showPage(Home, "/");
    expect(await screen.findByText("mail.example.org")).toBeTruthy();
    expect(screen.getByText("Asia/Baku (UTC+04:00)")).toBeTruthy();
    expect(screen.getByText(/2:00:0\d/)).toBeTruthy();
    expect((await screen.findByRole("link", { name: /1,200.*Mailboxes/ })).getAttribute("href")).toBe("/mailboxes");
  });

  it("works without the agent, and says what is missing", async () => {
    answering(server({ "GET /api/v2/services": agentAway, "GET /api/v2/services/postfix/logs": agentAway }));
    showPage(Home, "/?log=postfix");
    expect(await screen.findByText("The agent does not answer")).toBeTruthy();
    expect(screen.getByText("mail.example.org")).toBeTruthy();
    expect(await screen.findByText(/This could not be loaded/)).toBeTruthy();
  });

  it("names the effect before it stops a service, and shows the state that came of it", async () => {
    let stopped = false;
    const asked = answering(
      server({
        "GET /api/v2/services": () => ({
          body: services(stopped ? service("postfix", { state: "stopped", actions: ["start"] }) : service("postfix")),
        }),
        "POST /api/v2/services/postfix/stop": () => {
          stopped = true;
          return { body: service("postfix", { state: "stopped", actions: ["start"] }) };
        },
      }),
    );
    showPage(Home, "/");
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Stop Postfix" }));
    const dialog = await screen.findByRole("dialog", { name: "Stop Postfix?" });
    expect(dialog.textContent).toContain("No mail comes in or goes out");
    expect(asked).not.toContain("POST /api/v2/services/postfix/stop");
    await user.click(within(dialog).getByRole("button", { name: "Stop Postfix" }));
    expect(await screen.findByText("Stopped")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Start Postfix" })).toBeTruthy();
  });

  it("offers the set-up while there is no domain or no mailbox", async () => {
    answering(server({ "GET /api/v2/domains": total(0), "GET /api/v2/mailboxes": total(0) }));
    const empty = showPage(Home, "/");
    expect(await screen.findByRole("heading", { name: "This server has no domain yet" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Set-up" }).getAttribute("href")).toBe("/set-up");
    empty.unmount();
    answering(server({ "GET /api/v2/mailboxes": total(0) }));
    const bare = showPage(Home, "/");
    expect(await screen.findByRole("heading", { name: "This server has no mailbox yet" })).toBeTruthy();
    bare.unmount();
    answering(server());
    showPage(Home, "/");
    expect(await screen.findByRole("link", { name: /1,200.*Mailboxes/ })).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Set-up" })).toBeNull();
  });

  it("does not offer what may not be done", async () => {
    answering(server());
    showPage(Home, "/", ["system_read"]);
    expect(await screen.findAllByText("Running")).toHaveLength(2);
    expect(screen.queryByRole("button", { name: "Stop Postfix" })).toBeNull();
    expect(screen.queryByRole("link", { name: /Mailboxes/ })).toBeNull();
  });

  it("brings the log of its address into sight again as what is above it arrives, until somebody goes elsewhere", async () => {
    const observer = globalThis.ResizeObserver;
    const shown: ScrollIntoViewOptions[] = [];
    const grow: (() => void)[] = [];
    vi.spyOn(HTMLElement.prototype, "scrollIntoView").mockImplementation((options) => {
      if (typeof options === "object") shown.push(options);
    });
    vi.stubGlobal(
      "ResizeObserver",
      class {
        private active = true;
        constructor(told: () => void) {
          grow.push(() => {
            if (this.active) told();
          });
        }
        observe() {
          return undefined;
        }
        disconnect() {
          this.active = false;
        }
      },
    );
    answering(server({ "GET /api/v2/services/redis/logs": { body: { items: [], before: null, after: "1-0" } } }));
    showPage(Home, "/?log=redis");
    await screen.findByText("Nothing is written in this log yet.");
    const before = shown.length;
    expect(before).toBeGreaterThan(0);
    for (const one of grow) one();
    expect(shown.length).toBeGreaterThan(before);
    fireEvent.wheel(window);
    const then = shown.length;
    for (const one of grow) one();
    expect(shown).toHaveLength(then);
    vi.restoreAllMocks();
    vi.stubGlobal("ResizeObserver", observer);
  });

  it("opens the log of its address and asks the server for what is searched", async () => {
    const asked = answering(
      server({
        "GET /api/v2/services/dovecot/logs": (request) => ({
          body: {
            items: new URL(request.url).searchParams.has("search")
              ? []
              : [{ id: "1-0", time: null, level: "error", program: "imap", message: "out of coffee" }],
            before: null,
            after: "1-20",
          },
        }),
      }),
    );
    showPage(Home, "/?log=dovecot");
    expect(await screen.findByText("1 line")).toBeTruthy();
    await userEvent.setup().type(screen.getByRole("textbox", { name: "Search the log of Dovecot" }), "tea");
    expect(await screen.findByText("No line has “tea” in it.")).toBeTruthy();
    expect(asked.some((one) => one.includes("/dovecot/logs") && one.includes("search=tea"))).toBe(true);
  });

  it("brings the older lines of a log when somebody scrolls to its top", async () => {
    const line = (id: string) => ({ id, time: null, level: null, program: "x", message: id });
    answering(
      server({
        "GET /api/v2/services/redis/logs": (request) => {
          const query = new URL(request.url).searchParams;
          if (query.get("before") === "1-50") return { body: { items: [line("1-0"), line("1-10")], before: null, after: "1-50" } };
          return { body: { items: query.has("after") ? [] : [line("1-50")], before: "1-50", after: "1-60" } };
        },
      }),
    );
    showPage(Home, "/?log=redis");
    expect(await screen.findByText("1 line")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Pause" }));
    fireEvent.scroll(screen.getByRole("region", { name: "Log of Redis" }));
    expect(await screen.findByText("3 lines")).toBeTruthy();
  });

  it("reads a followed log on from where it stood", async () => {
    const line = (id: string) => ({ id, time: null, level: null, program: "x", message: id });
    const asked = answering(
      server({
        "GET /api/v2/services/redis/logs": (request) =>
          new URL(request.url).searchParams.get("after") === "1-20"
            ? { body: { items: [line("1-20")], before: null, after: "1-40" } }
            : { body: { items: [line("1-0")], before: null, after: "1-20" } },
      }),
    );
    showPage(Home, "/?log=redis");
    expect(await screen.findByText("1 line")).toBeTruthy();
    await waitFor(() => expect(screen.getByText("2 lines")).toBeTruthy(), { timeout: 15_000 });
    expect(asked.some((one) => one.includes("after=1-20"))).toBe(true);
  });
});

describe("the metrics", () => {
  const point = (time: string, processor_percent: number, delivered: number) => ({
    time,
    processor_percent,
    memory_percent: null,
    mail: { ...noMail, delivered, submitted: 1 },
  });
  const series = (range: "hour" | "day", step_seconds: number, ...points: ReturnType<typeof point>[]) => ({
    range,
    step_seconds,
    from: "2026-03-01T09:00:00Z",
    until: "2026-03-01T10:00:00Z",
    points,
    mail: noMail,
  });

  it("have a gap where nothing is known, never a zero or a line", () => {
    const found = drawn(
      series("hour", 10, point("2026-03-01T09:00:00Z", 5, 0), point("2026-03-01T09:01:00Z", 7, 0)),
      "processor_percent",
    );
    expect(found.values).toEqual([5, null, 7]);
    expect(found.times[1]).toBe(Date.parse("2026-03-01T09:00:10Z") / 1000);
  });

  it("count mail by the hour", () => {
    const mail = mailOf(
      series(
        "day",
        300,
        point("2026-03-01T09:00:00Z", 1, 2),
        point("2026-03-01T09:55:00Z", 1, 3),
        point("2026-03-01T10:00:00Z", 1, 4),
      ),
    );
    expect(mail.incoming).toEqual([5, 4]);
    expect(mail.outgoing).toEqual([2, 1]);
  });
});

describe("the disk's parts", () => {
  it("add up to the disk, also when what the instance has was counted later than the disk", () => {
    expect(diskParts(status).reduce((sum, part) => sum + part.width, 0)).toBe(900);
    const grown = { ...status, disk_parts: { ...status.disk_parts!, mail: 10_000 } };
    expect(diskParts(grown).find((part) => part.id === "rest")?.bytes).toBe(0);
    // Nothing is said of what is not counted yet; the bar is as full as the disk all the same.
    const early = diskParts({ ...status, disk_parts: null });
    expect(early.filter((part) => part.bytes !== null).map((part) => part.id)).toEqual(["free"]);
    expect(early.reduce((sum, part) => sum + part.width, 0)).toBe(900);
  });
});

describe("the health", () => {
  const degraded = {
    state: "degraded" as const,
    reasons: [{ code: "service.failed", subject: "rspamd", detail: "exited with 1" }],
  };

  it("is checked until the answer is there, and not known when it fails to come", () => {
    expect(healthOf({ data: undefined, dataUpdatedAt: 0, error: null }, true).kind).toBe("checking");
    expect(healthOf({ data: { state: "healthy", reasons: [] }, dataUpdatedAt: 5, error: null }, true)).toEqual({
      kind: "healthy",
      at: 5,
    });
    expect(healthOf({ data: { state: "healthy", reasons: [] }, dataUpdatedAt: 5, error: new Error() }, true).kind).toBe("unknown");
    expect(healthOf({ data: { state: "healthy", reasons: [] }, dataUpdatedAt: 5, error: null }, false).kind).toBe("unknown");
  });

  it("says in the top bar what is degraded, and leads to its log", async () => {
    answering({ "GET /api/v2/health": { body: degraded } });
    showPage(HealthBadge, "/domains");
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "State of the server: degraded" }));
    expect(await screen.findByText("Rspamd has failed")).toBeTruthy();
    expect(screen.getByText("exited with 1")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Log of Rspamd" }).getAttribute("href")).toBe("/?log=rspamd");
  });
});
