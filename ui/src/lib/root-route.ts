import { createRootRoute } from "@tanstack/react-router";

import { searchText } from "./url-state";

/** The parent of all pages. The frame around them is set where the router is built. */
export const rootRoute = createRootRoute({ validateSearch: searchText });
