import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import { useLive } from "~/api/live";
import { newest, Stream } from "~/api/testing/stream";
import { answering, problem } from "~/components/testing/show-page";

import { createCache } from "./cache";
import { useStreamEnds } from "./live-changes";

function Panel() {
  useStreamEnds();
  useLive("health", () => undefined);
  return null;
}

beforeEach(() => {
  vi.stubGlobal("EventSource", Stream);
  Stream.all = [];
});

it("a stream that ends with its session leads to the sign-in, when a second look finds none either", async () => {
  const asked = answering({ "GET /api/v2/session": problem(401, "session.required", "Sign in first.") });
  const leave = vi.spyOn(location, "assign").mockReturnValue(undefined);
  render(
    <QueryClientProvider client={createCache()}>
      <Panel />
    </QueryClientProvider>,
  );
  await waitFor(() => {
    expect(Stream.all).toHaveLength(1);
  });
  act(() => {
    newest().open();
    newest().fail(0);
  });
  await waitFor(() => {
    expect(leave).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^\/sign-in/));
  });
  expect(asked).toEqual(["GET /api/v2/session", "GET /api/v2/session"]);
});
