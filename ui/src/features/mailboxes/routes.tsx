import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const mailboxRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/mailboxes",
    component: lazyRouteComponent(() => bring(() => import("./list")), "MailboxList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/mailboxes/$address",
    component: lazyRouteComponent(() => bring(() => import("./detail")), "MailboxDetail"),
  }),
] as const;
