import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const domainRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/domains",
    component: lazyRouteComponent(() => import("./list"), "DomainList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/domains/$domain",
    component: lazyRouteComponent(() => import("./detail"), "DomainDetail"),
  }),
] as const;
