import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { type Answer, answering, listOf, showPage } from "~/components/testing/show-page";

import { AliasForm } from "./form";

const made = { id: 7, address: "info@example.org" };

async function filled(answer: (request: Request) => Answer) {
  const asked = answering({
    "POST /api/v2/aliases": answer,
    "GET /api/v2/aliases": listOf(),
  });
  const onClose = vi.fn();
  showPage(() => <AliasForm opened id={undefined} onClose={onClose} />, "/aliases");
  await userEvent.type(await screen.findByRole("textbox", { name: /Alias address/ }), "info@example.org");
  return { asked, onClose };
}

describe("the form of an alias", () => {
  it("names the lines that are no addresses and asks nothing of the server", async () => {
    const { asked } = await filled(() => ({ status: 201, body: made }));
    await userEvent.type(screen.getByRole("textbox", { name: /Goto addresses/ }), "anna@example.org\nnobody");
    expect(screen.getByText("Line 2 is no e-mail address")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Add alias" }));
    expect(await screen.findByText("1 line is no e-mail address.")).toBeInTheDocument();
    expect(asked).toEqual([]);
  });

  it("sends each address once, whatever divides them", async () => {
    let body: unknown;
    const { onClose } = await filled((request) => {
      void request.json().then((sent: unknown) => {
        body = sent;
      });
      return { status: 201, body: made };
    });
    await userEvent.type(
      screen.getByRole("textbox", { name: /Goto addresses/ }),
      "Anna <anna@example.org>, b@example.org\nB@example.org",
    );
    await userEvent.click(screen.getByRole("button", { name: "Add alias" }));
    await waitFor(() => {
      expect(onClose).toHaveBeenCalled();
    });
    expect(body).toMatchObject({
      address: "info@example.org",
      delivery: "forward",
      destinations: ["anna@example.org", "b@example.org"],
    });
  });

  it("has no destinations when mail is discarded, and says what the server refuses", async () => {
    await filled(() => ({
      status: 409,
      body: {
        type: "about:blank",
        title: "Conflict",
        status: 409,
        code: "alias.address_taken",
        detail: "A mailbox has this address.",
        field: "/address",
        request_id: "request-1",
      },
    }));
    await userEvent.click(screen.getByRole("radio", { name: "Silently discard" }));
    expect(screen.queryByRole("textbox", { name: /Goto addresses/ })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Add alias" }));
    expect(await screen.findByText("A mailbox has this address.")).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: /Alias address/ })).toHaveFocus();
  });
});
