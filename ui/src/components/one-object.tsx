import { Skeleton } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ApiProblem } from "~/api/client";
import { usePageTitle } from "~/lib/page-title";
import { forgetRecent, noteRecent } from "~/lib/recent";
import { useSession } from "~/lib/session";

import { AfterAWhile, ErrorState } from "./states";
import classes from "./page.module.css";

interface Props<T> {
  /** The query of the object. */
  found: { data: T | undefined; error: unknown; isError: boolean; refetch: () => unknown };
  /** Instead of the page, where there is no such object, or not any more. */
  missing: ReactNode;
  children: (object: T) => ReactNode;
}

/** Remembers the page for who wants to come back to it. */
function useRecent(state: "coming" | "here" | "gone"): void {
  const { account } = useSession();
  const { pathname } = useLocation();
  const title = usePageTitle();
  useEffect(() => {
    if (state === "gone") forgetRecent(account, pathname);
    else if (state === "here" && title !== "") noteRecent(account, { to: pathname, name: title });
  }, [account, pathname, state, title]);
}

/** The page of one object, or what stands there while it is on its way, gone or cannot be read. */
export function OneObject<T>({ found, missing, children }: Props<T>) {
  const { t } = useTranslation();
  const { data, error } = found;
  const isGone = error instanceof ApiProblem && error.problem.status === 404;
  useRecent(isGone ? "gone" : data !== undefined ? "here" : "coming");
  if (isGone) return missing;
  if (data !== undefined) return children(data);
  if (found.isError) return <ErrorState error={error} onRetry={() => void found.refetch()} />;
  return (
    <AfterAWhile>
      <div className={classes.page} role="status" aria-label={t("loading")}>
        <Skeleton height={28} width="min(100%, 320px)" mb={28} />
        <Skeleton height={40} mb={24} />
        <Skeleton height={240} radius={10} />
      </div>
    </AfterAWhile>
  );
}
