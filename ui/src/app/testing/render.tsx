import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";

import { SessionProvider } from "~/lib/session";
import { parseSearch, searchText, stringifySearch } from "~/lib/url-state";

import { theme } from "../theme";

const session = {
  id: "1",
  account: "anna",
  role: "administrator",
  permissions: ["domains_read", "domains_write", "mailboxes_read", "mailboxes_write"],
  csrf_token: "token",
  force_password_change: false,
  created: "2026-01-01T00:00:00Z",
  expires: "2027-01-01T00:00:00Z",
  idle_life: 3600,
  events_position: "changes:1",
};

interface Options {
  path?: string;
  permissions?: string[];
}

/** One component with all that the panel puts around it; the address is `path`. Gives the router, to look at. */
export async function renderPage(component: () => ReactNode, { path = "/", permissions }: Options = {}) {
  const root = createRootRoute({ validateSearch: searchText });
  const route = createRoute({ getParentRoute: () => root, path: "/$", component });
  const router = createRouter({
    routeTree: root.addChildren([route]),
    history: createMemoryHistory({ initialEntries: [path] }),
    parseSearch,
    stringifySearch,
  });
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await router.load();
  const view = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={cache}>
        <SessionProvider value={permissions === undefined ? session : { ...session, permissions }}>
          <RouterProvider router={router as never} />
        </SessionProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, router, cache };
}
