// The whole fonts in pieces, which a browser fetches when a page shows one of their letters: names and subjects come in
// every script. Then the parts that nearly every page needs.
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "virtual:fonts.css";
import "./mantine.css";
import "virtual:theme-variables.css";
import "./app.css";

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { sendToken } from "~/api/client";
import { beginLiveAt } from "~/api/live";
import type { Schema } from "~/api/schema";
import { startTexts } from "~/lib/i18n";

import { colorSchemes } from "./color-schemes";
import { createCache } from "./cache";
import { Notices } from "./notices";
import { createPanelRouter } from "./router";
import { firstPlace } from "./set-up-first";
import { SignedIn } from "./signed-in";
import { theme } from "./theme";

/** Shows the panel to who is signed in. */
export async function start(session: Schema["CurrentSession"]): Promise<void> {
  sendToken(session.csrf_token);
  beginLiveAt(session.events_position);
  const [first] = await Promise.all([
    firstPlace(session, location),
    startTexts(async (wanted) =>
      wanted === "az" ? (await import("./text/az")).default : (await import("./text/en")).default,
    ),
  ]);
  if (first !== undefined) history.replaceState(null, "", first);
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page has no root element.");
  root.replaceChildren();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        colorSchemeManager={colorSchemes}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <Notices />
        <QueryClientProvider client={createCache()}>
          <SignedIn session={session}>
            <RouterProvider router={createPanelRouter()} />
          </SignedIn>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
