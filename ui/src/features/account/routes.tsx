import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const accountRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/account",
    component: lazyRouteComponent(() => bring(() => import("./account")), "AccountPage"),
  }),
] as const;
