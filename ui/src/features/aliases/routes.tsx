import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const aliasRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/aliases",
    component: lazyRouteComponent(() => import("./list"), "AliasList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/aliases/$id",
    component: lazyRouteComponent(() => import("./detail"), "AliasDetail"),
  }),
] as const;
