import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";

import { sendToken, whenSessionEnds } from "~/api/client";
import { dialogOnDemand } from "~/components/on-demand";
import { fetchSession, leaveToSignIn, type Session } from "~/features/sign_in/session";
import { SessionProvider } from "~/lib/session";
import { hasUnsaved } from "~/lib/unsaved";

import type { SignInAgainProps } from "./sign-in-again";

const SignInAgain = dialogOnDemand<SignInAgainProps>(async () => (await import("./sign-in-again")).SignInAgain);

/** A change of the own password ends the old session before its answer brings the new one. Milliseconds. */
const secondLook = 1_000;

const pass = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** The session of now: another tab may have begun one, and the one that just ended may be followed by another. */
async function sessionNow(): Promise<Session | undefined> {
  let found = await fetchSession();
  if (found.kind === "none") {
    await pass(secondLook);
    found = await fetchSession();
  }
  if (found.kind === "unreachable") throw new Error("Nobody says whether there is a session.");
  return found.kind === "session" ? found.session : undefined;
}

/**
 * Who is signed in, and what happens when the session ends: to the sign-in and back to this page; but where something
 * would be lost with the page, the password is asked for over it, and all that waited goes on.
 */
export function SignedIn({ session: first, children }: { session: Session; children: ReactNode }) {
  const [session, setSession] = useState(first);
  const [asking, setAsking] = useState(false);
  const waiting = useRef<Promise<boolean>>(undefined);
  const answered = useRef<(back: boolean) => void>(undefined);

  const goOn = useCallback(
    (found: Session) => {
      sendToken(found.csrf_token);
      // Somebody else's session has nothing to do with this page.
      if (found.account !== first.account) location.reload();
      setSession(found);
    },
    [first.account],
  );
  const renew = useCallback(async () => {
    const found = await sessionNow().catch(() => null);
    if (found === null) return false;
    if (found !== undefined) {
      goOn(found);
      return true;
    }
    if (!hasUnsaved()) {
      leaveToSignIn();
      return false;
    }
    setAsking(true);
    return new Promise<boolean>((resolve) => {
      answered.current = resolve;
    });
  }, [goOn]);
  useEffect(() => {
    whenSessionEnds(() => {
      // Whatever is refused meanwhile waits for the same answer.
      waiting.current ??= renew().finally(() => {
        waiting.current = undefined;
      });
      return waiting.current;
    });
    return () => {
      whenSessionEnds(() => Promise.resolve(false));
    };
  }, [renew]);

  return (
    <SessionProvider value={session}>
      {children}
      <SignInAgain
        opened={asking}
        account={session.account}
        onSession={(found) => {
          goOn(found);
          setAsking(false);
          answered.current?.(true);
        }}
        onLeave={leaveToSignIn}
      />
    </SessionProvider>
  );
}
