import { createContext, useContext } from "react";

import type { Schema } from "~/api/schema";

type Session = Schema["CurrentSession"];

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

/** Who is signed in. The panel is not shown without somebody. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("There is no session around this component.");
  return session;
}

/** Whether the server allows something, by the name that it gives the permission: "mailboxes_write". */
export function useMay(permission: string): boolean {
  return useSession().permissions.includes(permission);
}
