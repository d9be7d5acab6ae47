import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { recordsOf } from "~/api/dns-records";
import { CopyValue } from "~/components/copy-value";
import { AfterAWhile, ErrorState } from "~/components/states";

import classes from "./set-up.module.css";

/** What to publish, each value with a button that copies it. What mail programs find settings by can come later. */
export function RecordsStep({ domain }: { domain: string }) {
  const { t } = useTranslation("set_up");
  const found = useQuery(recordsOf(domain));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) {
    return (
      <AfterAWhile>
        <Skeleton height={320} radius="md" />
      </AfterAWhile>
    );
  }
  return (
    <ul className={classes.records} aria-label={t("records.list", { domain })}>
      {found.data.records.flatMap(({ need, purpose, type, name, value }) =>
        need === "optional" || purpose === "client" ? (
          []
        ) : (
          <li key={`${type} ${name} ${value}`} className={classes.record}>
            <div className={classes.recordHead}>
              <span className={classes.recordType}>{type}</span>
              <span>{t(`records.${purpose}`)}</span>
            </div>
            <dl>
              <dt>{t("records.name")}</dt>
              <dd>
                <CopyValue value={name} mono wrap />
              </dd>
              <dt>{t("records.value")}</dt>
              <dd>
                <CopyValue value={value} mono wrap />
              </dd>
            </dl>
          </li>
        ),
      )}
    </ul>
  );
}
