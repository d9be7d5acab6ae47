import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { answering, showPage } from "~/components/testing/show-page";

import { Applied } from "./applied";
import { appliedQuery } from "./queries";

const part = (name: string, patch = {}) => ({
  name,
  position: 7,
  behind: 0,
  waiting_since: null,
  problem: "",
  failing_since: null,
  ...patch,
});
const state = (...parts: ReturnType<typeof part>[]) => ({ newest: 9, applied: false, parts, object: null });

describe("what waits for the mail path", () => {
  it("is named part by part, with what that means, and stays to be read when it is over", async () => {
    const hour = new Date(Date.now() - 3_600_000).toISOString();
    const late = part("dkim", { behind: 2, waiting_since: hour, problem: "Redis does not answer." });
    answering({ "GET /api/v2/applied": { body: state(part("directory"), late, part("a new part", { problem: "Odd." })) } });
    const { cache } = showPage(Applied, "/domains");
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Not applied for 1 hour" }));
    expect(await screen.findByText("DKIM signing")).toBeTruthy();
    expect(screen.getByText("2 changes are waiting, the oldest for 1 hour.")).toBeTruthy();
    expect(screen.getByText("Outgoing mail is signed with the keys of before.")).toBeTruthy();
    expect(screen.getByText("What keeps it: Redis does not answer.")).toBeTruthy();
    expect(screen.getByText("a new part")).toBeTruthy();
    expect(screen.queryByText("Directory")).toBeNull();
    act(() => {
      cache.setQueryData(appliedQuery.queryKey, { ...state(part("directory"), part("dkim")), applied: true });
    });
    expect(await screen.findByText("Every part of the server has what was changed.")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("button")).toBeNull();
  });
});
