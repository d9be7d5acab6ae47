import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const aliasRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/aliases",
    component: lazyRouteComponent(() => bring(() => import("./list")), "AliasList"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/aliases/$id",
    component: lazyRouteComponent(() => bring(() => import("./detail")), "AliasDetail"),
  }),
] as const;
