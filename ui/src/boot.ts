import "~/lib/tokens.css";

import { applyTheme, followSystemTheme, language } from "~/lib/preferences";
import { fetchSession, type Session } from "~/features/sign_in/session";

// The small first part of the page: it finds out who is there and brings either the sign-in, which is ready at
// once, or the panel.

const startPanel = async (session: Session) => (await import("~/app/main")).start(session);

async function startSignIn(): Promise<void> {
  const { showSignIn } = await import("~/features/sign_in/sign-in");
  showSignIn({
    onSession: (session) => void startPanel(session),
    // While somebody types, the panel comes in behind.
    preload: () => void import("~/app/main"),
  });
}

async function start(): Promise<void> {
  document.documentElement.lang = language();
  applyTheme();
  followSystemTheme();
  const found = await fetchSession();
  if (found.kind === "session") {
    await startPanel(found.session);
  } else if (found.kind === "none") {
    await startSignIn();
  } else {
    const { showUnreachable } = await import("~/features/sign_in/unreachable");
    showUnreachable(found.status, () => void start());
  }
}

void start();
