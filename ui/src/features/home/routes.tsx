import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const homeRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    component: lazyRouteComponent(() => import("./home"), "Home"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/logs",
    component: lazyRouteComponent(() => import("./logs"), "Logs"),
  }),
] as const;
