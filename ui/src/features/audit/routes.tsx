import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const auditRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/changes",
    component: lazyRouteComponent(() => import("./list"), "ChangeList"),
  }),
] as const;
