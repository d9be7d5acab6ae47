import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const dkimRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/dkim",
    component: lazyRouteComponent(() => bring(() => import("./list")), "DkimList"),
  }),
] as const;
