import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const setUpRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/set-up",
    component: lazyRouteComponent(() => bring(() => import("./set-up")), "SetUp"),
  }),
] as const;
