import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const apiKeyRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    // Not "/api-keys": what begins like the API is the API's to answer.
    path: "/keys",
    component: lazyRouteComponent(() => import("./list"), "ApiKeyList"),
  }),
] as const;
