import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const mailboxRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/mailboxes",
    component: lazyRouteComponent(() => import("./list"), "MailboxList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/mailboxes/$address",
    component: lazyRouteComponent(() => import("./detail"), "MailboxDetail"),
  }),
] as const;
