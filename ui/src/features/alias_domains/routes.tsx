import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const aliasDomainRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/alias-domains",
    component: lazyRouteComponent(() => import("./list"), "AliasDomainList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/alias-domains/$domain",
    component: lazyRouteComponent(() => import("./detail"), "AliasDomainDetail"),
  }),
] as const;
