import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const setUpRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/set-up",
    component: lazyRouteComponent(() => import("./set-up"), "SetUp"),
  }),
] as const;
