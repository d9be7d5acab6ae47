import { QueryClient } from "@tanstack/react-query";

import { ApiProblem } from "~/api/client";

export function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server explained is not asked again; what the network lost is.
        retry: (count, error) => !(error instanceof ApiProblem) && count < 2,
        refetchOnWindowFocus: true,
      },
    },
  });
}
