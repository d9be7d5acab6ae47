import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";

import type { Schema } from "~/api/schema";
import { SessionProvider } from "~/lib/session";
import { parseSearch, searchText, stringifySearch } from "~/lib/url-state";

/** What the server answers: by "GET /api/v2/..." without the query; a function is called anew for each request. */
export type Answers = Record<string, Answer | ((request: Request) => Answer | Promise<Answer>)>;
export type Answer = { status?: number; body: unknown } | "unreachable";

/** The answer of an error, as the server gives it; `field` is the member that it is about. */
export const problem = (status: number, code: string, detail: string, field: string | null = null): Answer => ({
  status,
  body: { type: "about:blank", title: code, status, code, detail, field, request_id: "request-1" },
});

/** The answer of a list that has these rows alone. */
export const listOf = (...items: unknown[]): { body: { items: unknown[]; total: number; next_cursor: null } } => ({
  body: { items, total: items.length, next_cursor: null },
});

const allPermissions = ["domains", "mailboxes", "aliases", "system", "dkim"].flatMap((room) => [
  `${room}_read`,
  `${room}_write`,
]);

export const session: Schema["CurrentSession"] = {
  id: "1",
  account: "admin",
  role: "administrator",
  permissions: allPermissions,
  csrf_token: "token",
  force_password_change: false,
  created: "2026-01-01T00:00:00Z",
  expires: "2027-01-01T00:00:00Z",
  idle_life: 3600,
  events_position: "changes:1",
};

/** Stands in for the server; returns the requests that came, as "GET /api/v2/...?...". */
export function answering(answers: Answers): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    const found = answers[`${request.method} ${url.pathname}`];
    const answer = typeof found === "function" ? await found(request) : found;
    if (answer === undefined) throw new Error(`The test has no answer for ${request.method} ${url.pathname}`);
    if (answer === "unreachable") throw new TypeError("fetch failed");
    const status = answer.status ?? 200;
    const type = status < 400 ? "application/json" : "application/problem+json";
    return Promise.resolve(
      new Response(JSON.stringify(answer.body), { status, headers: { "Content-Type": type, ETag: '"1"' } }),
    );
  });
  return asked;
}

/** Gives lists room for rows: the test environment lays nothing out. */
export function withRoom(): void {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1600);
}

/** Shows a page as the panel would at `address`; other addresses lead to an empty page. `at` fills in parameters. */
export function showPage(
  Page: () => ReactNode,
  address: string,
  permissions: string[] = allPermissions,
  at: string = address,
) {
  const root = createRootRoute({ validateSearch: searchText });
  const page = createRoute({
    getParentRoute: () => root,
    path: address.split("?")[0] ?? "/",
    component: Page,
  });
  const elsewhere = createRoute({ getParentRoute: () => root, path: "$", component: () => null });
  const router = createRouter({
    routeTree: root.addChildren([page, elsewhere]),
    history: createMemoryHistory({ initialEntries: [at] }),
    parseSearch,
    stringifySearch,
  });
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const shown = render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <SessionProvider value={{ ...session, permissions }}>
          {/* The panel's own router has other routes; their types do not matter here. */}
          <RouterProvider router={router as never} />
        </SessionProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...shown, router, cache };
}
