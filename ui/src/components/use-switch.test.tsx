import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { ApiProblem } from "~/api/client";

import { useSwitch } from "./use-switch";

interface Lamp {
  name: string;
  on: boolean;
}

const problem = { type: "", title: "", status: 409, code: "x", detail: "The fuse is blown.", field: null, request_id: "r1" };

/** A lamp on a page of a list, and the same with its tag. */
function Lamps({ stored, update }: { stored: Lamp; update: (on: boolean) => Promise<void> }) {
  const list = useQuery({ queryKey: ["lamps", "list"], queryFn: () => Promise.resolve({ items: [{ ...stored }] }) });
  const one = useQuery({ queryKey: ["lamps", "one"], queryFn: () => Promise.resolve({ value: { ...stored }, tag: "1" }) });
  const set = useSwitch<Lamp, boolean>({
    update: (_, on) => update(on),
    stateOf: (lamp) => lamp.on,
    membersOf: (on) => ({ on }),
    key: "name",
    changes: ["lamps"],
    say: (lamp, on) => `${lamp.name} is ${on ? "on" : "off"}`,
  });
  const lamp = list.data?.items[0];
  if (lamp === undefined || one.data === undefined) return null;
  return (
    <button onClick={() => void set(lamp, !lamp.on)}>
      {lamp.on ? "lit" : "dark"}, {one.data.value.on ? "lit" : "dark"}
    </button>
  );
}

function show(stored: Lamp, update: (on: boolean) => Promise<void>) {
  render(
    <MantineProvider>
      <Notifications />
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })}>
        <Lamps stored={stored} update={update} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it("shows the new state before the server answers, and offers the way back", async () => {
  const stored = { name: "desk", on: false };
  const answers: (() => void)[] = [];
  const update = vi.fn(
    (on: boolean) =>
      new Promise<void>((resolve) => {
        answers.push(() => {
          stored.on = on;
          resolve();
        });
      }),
  );
  show(stored, update);
  await userEvent.click(await screen.findByText("dark, dark"));
  expect(await screen.findByText("lit, lit")).toBeTruthy();
  expect(stored.on).toBe(false);
  answers[0]?.();
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByText("dark, dark")).toBeTruthy();
  answers[1]?.();
  expect(await screen.findByText("desk is off")).toBeTruthy();
  expect(update.mock.calls).toEqual([[true], [false]]);
});

it("takes back what the server refuses, and says why", async () => {
  show({ name: "desk", on: false }, () => Promise.reject(new ApiProblem(problem)));
  await userEvent.click(await screen.findByText("dark, dark"));
  expect(await screen.findByText("The fuse is blown.")).toBeTruthy();
  expect(screen.getByText("dark, dark")).toBeTruthy();
});
