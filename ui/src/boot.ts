import "~/lib/tokens.css";

import { applyTheme, followSystemTheme, language } from "~/lib/preferences";
import { fetchSession, type Session } from "~/features/sign_in/session";

// The small first part of the page: it finds out who is there and brings either the sign-in, which is ready at
// once, or the panel.

async function startPanel(session: Session): Promise<void> {
  try {
    const panel = await import("~/app/main");
    await panel.start(session);
  } catch (error) {
    // A part of the panel did not arrive: cut off, or another version was put in its place meanwhile.
    console.warn(error);
    const { showUnreachable } = await import("~/features/sign_in/unreachable");
    showUnreachable(0, () => {
      location.reload();
    });
  }
}

async function startSignIn(): Promise<void> {
  const { showSignIn } = await import("~/features/sign_in/sign-in");
  showSignIn({
    onSession: (session) => void startPanel(session),
    // While somebody types, the panel comes in behind.
    preload: () => {
      import("~/app/main").catch(() => {
        // It is asked for again, and told, when it is needed.
      });
    },
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
