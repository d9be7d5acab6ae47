import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const aliasDomainRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/alias-domains",
    component: lazyRouteComponent(() => bring(() => import("./list")), "AliasDomainList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/alias-domains/$domain",
    component: lazyRouteComponent(() => bring(() => import("./detail")), "AliasDomainDetail"),
  }),
] as const;
