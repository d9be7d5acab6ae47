import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { rootRoute } from "~/lib/root-route";

export const templateRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/templates",
    component: lazyRouteComponent(() => import("./list"), "TemplateList"),
  }),
] as const;
