import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const sessionRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/sessions",
    component: lazyRouteComponent(() => import("./list"), "SessionList"),
  }),
] as const;
