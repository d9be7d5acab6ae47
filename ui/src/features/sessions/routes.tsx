import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const sessionRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/sessions",
    component: lazyRouteComponent(() => bring(() => import("./list")), "SessionList"),
  }),
] as const;
