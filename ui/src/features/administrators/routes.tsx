import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const administratorRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/administrators",
    component: lazyRouteComponent(() => import("./list"), "AdministratorList"),
  }),
] as const;
