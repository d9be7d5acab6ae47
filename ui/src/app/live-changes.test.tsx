import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import { useLive } from "~/api/live";
import { newest, Stream } from "~/api/testing/stream";
import { answering, problem, session } from "~/components/testing/show-page";
import { SessionProvider } from "~/lib/session";

import { createCache } from "./cache";
import { useLiveChanges, useStreamEnds } from "./live-changes";

function Panel() {
  useStreamEnds();
  useLive("health", () => undefined);
  return null;
}

beforeEach(() => {
  vi.stubGlobal("EventSource", Stream);
  Stream.all = [];
});

it("a stream that ends has it asked who is signed in", async () => {
  const asked = answering({ "GET /api/v2/session": problem(401, "session.required", "Sign in first.") });
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
    expect(asked).toEqual(["GET /api/v2/session"]);
  });
});

it("what is told while a page is being read is read once more when it has come", async () => {
  let name = "of before";
  const answers: (() => void)[] = [];
  const cache = createCache();
  function Page() {
    useLiveChanges();
    const { data } = useQuery({
      queryKey: ["domains", "one"],
      queryFn: () => {
        const read = name;
        return new Promise<string>((answer) => {
          answers.push(() => {
            answer(read);
          });
        });
      },
    });
    return <output>{data}</output>;
  }
  render(
    <QueryClientProvider client={cache}>
      <SessionProvider value={{ ...session, permissions: ["system_read"] }}>
        <Page />
      </SessionProvider>
    </QueryClientProvider>,
  );
  await waitFor(() => {
    expect(Stream.all).toHaveLength(1);
  });
  expect(answers).toHaveLength(1);
  name = "of after";
  act(() => {
    newest().open();
    newest().tell("changes", { seq: 8, kind: "domain", object: "one" }, "changes:8");
  });
  // The list of its changes is told at once, the page after a rest.
  await waitFor(
    () => {
      expect(cache.getQueryState(["domains", "one"])?.isInvalidated).toBe(true);
    },
    { timeout: 15_000 },
  );
  act(() => {
    answers[0]?.();
  });
  await waitFor(() => {
    expect(answers).toHaveLength(2);
  });
  act(() => {
    answers[1]?.();
  });
  expect(await screen.findByText("of after")).toBeInTheDocument();
});
