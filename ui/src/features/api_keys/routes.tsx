import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const apiKeyRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    // Not "/api-keys": what begins like the API is the API's to answer.
    path: "/keys",
    component: lazyRouteComponent(() => bring(() => import("./list")), "ApiKeyList"),
  }),
] as const;
