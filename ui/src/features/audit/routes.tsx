import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const auditRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/changes",
    component: lazyRouteComponent(() => bring(() => import("./list")), "ChangeList"),
  }),
] as const;
