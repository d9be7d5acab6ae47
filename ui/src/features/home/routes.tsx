import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const homeRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    component: lazyRouteComponent(() => bring(() => import("./home")), "Home"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/logs",
    component: lazyRouteComponent(() => bring(() => import("./logs")), "Logs"),
  }),
] as const;
