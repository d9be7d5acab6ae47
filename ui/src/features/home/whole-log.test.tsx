import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import { answering, problem, showPage, type Answer } from "~/components/testing/show-page";

import { Logs } from "./logs";
import { wholeLog } from "./whole-log";

const path = "/api/v2/services/postfix/logs";
const line = (id: string) => ({ id, time: "2026-03-01T10:00:00Z", level: "info", program: "postfix/smtpd", message: id });
const lines = (ids: string[], before: string | null) => ({ body: { items: ids.map(line), before, after: "1-99" } });

/** A log of three pages, the newest first. */
const paged = (request: Request): Answer => {
  const before = new URL(request.url).searchParams.get("before");
  if (before === null) return lines(["5", "6"], "5");
  if (before === "5") return lines(["3", "4"], "3");
  return lines(["1", "2"], null);
};

const never = new AbortController().signal;
const idsOf = (text: string) => text.split("\n").flatMap((one) => one.split("\t")[3] ?? []);

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a whole log", () => {
  it("has every page in the order in which it was written", async () => {
    const asked = answering({ [`GET ${path}`]: paged });
    const told: number[] = [];
    const file = await wholeLog("postfix", "smtpd", never, (count) => told.push(count));
    expect(idsOf(file.text)).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(file).toMatchObject({ lines: 6, whole: true });
    expect(told).toEqual([2, 4, 6]);
    expect(asked.every((one) => one.includes("search=smtpd"))).toBe(true);
  });

  it("has the newest lines and says so when there are more than it may have", async () => {
    answering({ [`GET ${path}`]: paged });
    const file = await wholeLog("postfix", "", never, () => undefined, 3);
    expect(idsOf(file.text)).toEqual(["4", "5", "6"]);
    expect(file.whole).toBe(false);
  });

  it("ends where a new file was begun meanwhile, and fails with what else fails", async () => {
    const refusing = (code: string) => (request: Request) =>
      new URL(request.url).searchParams.has("before") ? problem(409, code, "No.") : lines(["5", "6"], "5");
    answering({ [`GET ${path}`]: refusing("logs.cursor_expired") });
    expect(await wholeLog("postfix", "", never, () => undefined)).toMatchObject({ lines: 2, whole: false });
    answering({ [`GET ${path}`]: refusing("agent.unreachable") });
    await expect(wholeLog("postfix", "", never, () => undefined)).rejects.toThrow();
  });

  it("is downloaded from its page, which can be stopped", async () => {
    let stopped = false;
    answering({
      [`GET ${path}`]: async (request) => {
        if (!new URL(request.url).searchParams.has("before")) return lines(["5", "6"], "5");
        await new Promise<void>((resolve) => {
          request.signal.addEventListener("abort", () => {
            stopped = true;
            resolve();
          });
        });
        throw new DOMException("stopped", "AbortError");
      },
    });
    const user = userEvent.setup();
    showPage(Logs, "/logs");
    await user.click(await screen.findByRole("button", { name: "Download" }));
    expect(await screen.findByText(/^Lines: 2, back to /)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByRole("button", { name: "Download" })).toBeEnabled();
    expect(stopped).toBe(true);
  });

  it("becomes a file with all its lines", async () => {
    answering({ [`GET ${path}`]: paged });
    const files: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      if (blob instanceof Blob) files.push(blob);
      return "blob:log";
    });
    showPage(Logs, "/logs?log=postfix");
    await userEvent.click(await screen.findByRole("button", { name: "Download" }));
    await vi.waitFor(() => {
      expect(files).toHaveLength(1);
    });
    expect(idsOf((await files[0]?.text()) ?? "")).toEqual(["1", "2", "3", "4", "5", "6"]);
  });
});
