import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { bring } from "~/api/reach";
import { rootRoute } from "~/lib/root-route";

export const templateRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/templates",
    component: lazyRouteComponent(() => bring(() => import("./list")), "TemplateList"),
  }),
] as const;
