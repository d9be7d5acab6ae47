import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";

import { api, sendToken, unwrap } from "~/api/client";
import { answering, problem, session, type Answer } from "~/components/testing/show-page";

import { SignedIn } from "./signed-in";

function Form() {
  const [said, say] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void unwrap(api.POST("/api/v2/domains", { body: { name: "typed.example" } })).then(
          ({ name }) => {
            say(`${name} was added`);
          },
          (error: unknown) => {
            say(String(error));
          },
        );
      }}
    >
      <input aria-label="Domain" />
      <button>Add</button>
      <output>{said}</output>
    </form>
  );
}

const show = () =>
  render(
    <MantineProvider env="test">
      <SignedIn session={session}>
        <Form />
      </SignedIn>
    </MantineProvider>,
  );

const gone = problem(401, "session.required", "Sign in first.");
const leave = vi.spyOn(location, "assign");

beforeEach(() => {
  leave.mockReset();
  sendToken("token");
});

it("asks for the password over what somebody was typing, and does what waited", async () => {
  const tokens: (string | null)[] = [];
  const bodies: unknown[] = [];
  let isIn = false;
  answering({
    "GET /api/v2/session": gone,
    "POST /api/v2/session": async (request): Promise<Answer> => {
      const { password } = (await request.json()) as { password: string };
      if (password !== "right") return problem(401, "session.login_failed", "Wrong.");
      isIn = true;
      return { status: 201, body: { ...session, csrf_token: "new" } };
    },
    "POST /api/v2/domains": async (request): Promise<Answer> => {
      tokens.push(request.headers.get("X-CSRF-Token"));
      bodies.push(await request.json());
      return isIn ? { status: 201, body: { name: "typed.example" } } : gone;
    },
  });
  show();
  await userEvent.type(screen.getByLabelText("Domain"), "typed.example");
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  const dialog = await screen.findByRole("dialog", { name: "Your session has ended" });
  expect(dialog).toHaveTextContent("Enter the password of admin to go on.");
  await userEvent.keyboard("{Escape}");
  expect(dialog).toBeVisible();
  await userEvent.type(screen.getByLabelText("Password"), "wrong");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText("That password is wrong. Try again.")).toBeVisible();
  await userEvent.clear(screen.getByLabelText("Password"));
  await userEvent.type(screen.getByLabelText("Password"), "right");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText("typed.example was added")).toBeVisible();
  expect(screen.getByLabelText("Domain")).toHaveValue("typed.example");
  expect(tokens).toEqual(["token", "new"]);
  expect(bodies).toEqual([{ name: "typed.example" }, { name: "typed.example" }]);
  expect(leave).not.toHaveBeenCalled();
});

it("leads to the sign-in where nothing would be lost, when a second look finds no session either", async () => {
  const asked = answering({ "GET /api/v2/session": gone, "POST /api/v2/domains": gone });
  show();
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  await waitFor(
    () => {
      expect(leave).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^\/sign-in/));
    },
    { timeout: 15_000 },
  );
  expect(asked.filter((one) => one === "GET /api/v2/session")).toHaveLength(2);
});

it("goes on by itself with the session that another tab began", async () => {
  let asked = 0;
  answering({
    "GET /api/v2/session": { body: { ...session, csrf_token: "of another tab" } },
    "POST /api/v2/domains": (request): Answer => {
      asked += 1;
      return request.headers.get("X-CSRF-Token") === "of another tab"
        ? { status: 201, body: { name: "typed.example" } }
        : gone;
    },
  });
  show();
  await userEvent.type(screen.getByLabelText("Domain"), "typed.example");
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  expect(await screen.findByText("typed.example was added")).toBeVisible();
  expect(asked).toBe(2);
});
