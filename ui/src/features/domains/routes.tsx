import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const domainRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/domains",
    component: lazyRouteComponent(() => bring(() => import("./list")), "DomainList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/domains/$domain",
    component: lazyRouteComponent(() => bring(() => import("./detail")), "DomainDetail"),
  }),
] as const;
