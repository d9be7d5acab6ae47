import "./sign-in.css";

import { mark } from "./backdrop";
import { element, page } from "./dom";
import { word } from "./words";

const retryEvery = 5_000;

/** Instead of the panel while the API does not answer; asks again by itself. `status` is 0 without any answer. */
export function showUnreachable(status: number, retry: () => void): void {
  document.title = `MailApp · ${word("down.title")}`;
  const timer = setTimeout(retry, retryEvery);
  const now = () => {
    clearTimeout(timer);
    retry();
  };
  page(
    element(
      "main",
      { class: "down" },
      element("div", { class: "brand small always" }, mark(), "MailApp"),
      element("h1", {}, word("down.title")),
      element("p", { class: "lead" }, word("down.text")),
      ...(status === 0 ? [] : [element("p", { class: "lead" }, word("down.status", { status: String(status) }))]),
      element("button", { type: "button", class: "submit", click: now }, word("down.retry")),
    ),
  );
}
