import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const dkimRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/dkim",
    component: lazyRouteComponent(() => import("./list"), "DkimList"),
  }),
] as const;
