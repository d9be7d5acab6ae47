import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const apiKeyRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/api-keys",
    component: lazyRouteComponent(() => import("./list"), "ApiKeyList"),
  }),
] as const;
