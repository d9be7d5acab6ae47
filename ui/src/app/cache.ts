import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { ApiProblem } from "~/api/client";
import { leaveToSignIn } from "~/features/sign_in/session";

/** A session that ended is the same everywhere: to the sign-in, and back to this page. */
function onError(error: unknown): void {
  if (error instanceof ApiProblem && error.problem.status === 401) leaveToSignIn();
}

export function createCache(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
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
