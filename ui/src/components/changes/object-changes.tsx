import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import { ErrorState } from "~/components/states";
import { Card, When } from "~/components/values";
import { useMay } from "~/lib/session";

import { DifferenceTable } from "./difference-table";
import { useActorWords } from "./actors";
import { useChangeWords } from "./words";
import classes from "./changes.module.css";

const shown = 10;

const lastChanges = (object: string, kind: string, search: string | undefined) =>
  queryOptions({
    queryKey: ["audit", "object", kind, object, search],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v2/audit", {
          params: {
            query: { object, action: `${kind}.`, limit: shown, ...(search === undefined ? {} : { search }) },
          },
          signal,
        }),
      ),
  });

interface Props {
  /** What the audit trail calls it: an address, a domain, a user name. */
  object: string;
  /** What stands before the dot of its actions: "alias". */
  kind: string;
  /** What their details have in them, where the name alone does not tell. */
  search?: string;
}

/** The last changes of one object, by whom, with what exactly changed. Nothing for who may not read the trail. */
export function ObjectChanges({ object, kind, search }: Props) {
  const { t } = useTranslation("changes");
  const words = useChangeWords();
  const may = useMay("access_read");
  const found = useQuery({ ...lastChanges(object, kind, search), enabled: may });
  const actorOf = useActorWords(found.data?.items.map(({ actor }) => actor) ?? []);
  if (!may) return null;
  return (
    <Card title={t("title")} help={t("lead")}>
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <p className={classes.quiet}>{t("none")}</p>}
      <ul className={classes.list}>
        {found.data?.items.map((entry) => (
          <li key={entry.seq}>
            <div className={classes.entry}>
              <span className={classes.action}>{words.action(entry.action)}</span>
              <bdi className={classes.by}>{t("by", { who: actorOf(entry.actor) })}</bdi>
              <span className={classes.when}>
                <When at={entry.at} />
              </span>
            </div>
            <DifferenceTable action={entry.action} details={entry.details} />
          </li>
        ))}
      </ul>
      {found.data !== undefined && found.data.total > shown && (
        <p className={classes.more}>
          <Link to="/changes" search={{ object }}>
            {t("all")}
          </Link>
        </p>
      )}
    </Card>
  );
}
