import "./sign-in.css";

import {
  language,
  languages,
  rememberLanguage,
  rememberTheme,
  themeChoice,
  themes,
  type Language,
  type ThemeChoice,
} from "~/lib/preferences";

import { backdrop, mark } from "./backdrop";
import { element, page } from "./dom";
import { returnPath, signIn, type Session } from "./session";
import { word, type Word } from "./words";

interface Options {
  onSession: (session: Session) => void;
  /** Brings the panel's code in while the page is idle. */
  preload: () => void;
}

const languageNames: Record<Language, string> = { en: "English", az: "Azərbaycanca" };

/** What to say about a refusal; never which of name and password was wrong. */
function refusal(code: string, retryAfter: number | undefined): string {
  switch (code) {
    case "session.login_failed":
      return word("refused");
    case "session.throttled":
      return retryAfter === undefined
        ? word("throttled")
        : word("throttled.seconds", { seconds: String(retryAfter) });
    case "session.insecure":
      return word("insecure");
    case "server.busy":
      return word("busy.server");
    default:
      return word("failed", { code });
  }
}

function choice<Value extends string>(
  label: string,
  values: readonly Value[],
  current: Value,
  name: (value: Value) => string,
  choose: (value: Value) => void,
): HTMLElement {
  const select = element("select", { "aria-label": label });
  for (const value of values) {
    select.append(element("option", { value, selected: value === current }, name(value)));
  }
  select.addEventListener("change", () => {
    const chosen = values.find((value) => value === select.value);
    if (chosen !== undefined) choose(chosen);
  });
  return select;
}

interface Typed {
  username: string;
  password: string;
}

function form(options: Options, typed: Typed): HTMLFormElement {
  const username = element("input", {
    id: "username",
    name: "username",
    autocomplete: "username",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
  });
  const password = element("input", {
    id: "password",
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  });
  username.value = typed.username;
  password.value = typed.password;

  const reveal = element("button", { type: "button", class: "reveal", "aria-pressed": "false" }, word("show"));
  reveal.addEventListener("click", () => {
    const shown = password.type === "text";
    password.type = shown ? "password" : "text";
    reveal.setAttribute("aria-pressed", String(!shown));
    reveal.textContent = word(shown ? "show" : "hide");
    password.focus();
  });

  const message = element("p", { class: "message-box", role: "alert", hidden: true });
  const submit = element("button", { type: "submit", class: "submit" }, word("submit"));
  const say = (text: string) => {
    message.textContent = text;
    message.hidden = text === "";
  };
  const missing = (field: HTMLInputElement, key: Word) => {
    field.setAttribute("aria-invalid", "true");
    say(word(key));
    field.focus();
  };

  const made = element(
    "form",
    { novalidate: true, "aria-labelledby": "sign-in-title" },
    element("label", { for: "username" }, word("username")),
    username,
    element("div", { class: "label-row" }, element("label", { for: "password" }, word("password")), reveal),
    password,
    message,
    submit,
  );

  const attempt = async () => {
    username.removeAttribute("aria-invalid");
    password.removeAttribute("aria-invalid");
    say("");
    if (username.value.trim() === "") {
      missing(username, "missing.username");
      return;
    }
    if (password.value === "") {
      missing(password, "missing.password");
      return;
    }
    submit.disabled = true;
    submit.textContent = word("busy");
    const answer = await signIn(username.value.trim(), password.value);
    if (answer.kind === "session") {
      history.replaceState(null, "", returnPath(location.search));
      options.onSession(answer.session);
      return;
    }
    submit.disabled = false;
    submit.textContent = word("submit");
    if (answer.kind === "unreachable") {
      say(word("unreachable"));
    } else {
      say(refusal(answer.code, answer.retryAfter));
      password.select();
    }
  };
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt();
  });
  made.addEventListener("input", () => {
    typed.username = username.value;
    typed.password = password.value;
  });
  return made;
}

function draw(options: Options, typed: Typed): void {
  document.title = `MailApp · ${word("submit")}`;
  const redraw = () => {
    draw(options, typed);
  };
  page(
    element(
      "div",
      { class: "sign-in" },
      element(
        "section",
        { class: "story", "aria-label": "MailApp" },
        backdrop(),
        element("div", { class: "brand" }, mark(), "MailApp"),
        element(
          "div",
          { class: "pitch" },
          element("h2", {}, word("product")),
          element("p", {}, word("claim")),
          element(
            "ul",
            {},
            element("li", {}, word("point.domains")),
            element("li", {}, word("point.signing")),
            element("li", {}, word("point.infrastructure")),
          ),
        ),
      ),
      element(
        "main",
        { class: "door" },
        element(
          "div",
          { class: "door-inner" },
          element("div", { class: "brand small" }, mark(), "MailApp"),
          element("h1", { id: "sign-in-title" }, word("welcome")),
          element("p", { class: "lead" }, word("lead")),
          form(options, typed),
        ),
        element(
          "footer",
          {},
          choice(word("language"), languages, language(), (l) => languageNames[l], (l) => {
            rememberLanguage(l);
            redraw();
          }),
          choice<ThemeChoice>(word("theme"), themes, themeChoice(), (t) => word(`theme.${t}`), rememberTheme),
        ),
      ),
    ),
  );
}

/** Shows the sign-in; the address becomes /sign-in, with the way back in it. */
export function showSignIn(options: Options): void {
  if (location.pathname !== "/sign-in") {
    const here = location.pathname + location.search;
    history.replaceState(null, "", here === "/" ? "/sign-in" : `/sign-in?return=${encodeURIComponent(here)}`);
  }
  draw(options, { username: "", password: "" });
  document.getElementById("username")?.focus();
  if ("requestIdleCallback" in window) requestIdleCallback(options.preload);
  else setTimeout(options.preload, 500);
}
