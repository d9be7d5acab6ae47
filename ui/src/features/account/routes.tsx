import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const accountRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/account",
    component: lazyRouteComponent(() => import("./account"), "AccountPage"),
  }),
] as const;
