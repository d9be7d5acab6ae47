import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const administratorRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/administrators",
    component: lazyRouteComponent(() => bring(() => import("./list")), "AdministratorList"),
  }),
] as const;
