import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";
import { AfterAWhile, ErrorState } from "~/components/states";

import { hostQuery, signingKeys } from "./queries";
import { recordsOf } from "./records";
import classes from "./set-up.module.css";

/** What to publish, each value with a button that copies it. */
export function RecordsStep({ domain }: { domain: string }) {
  const { t } = useTranslation("set_up");
  const host = useQuery(hostQuery);
  const keys = useQuery(signingKeys(domain));
  if (host.isError) return <ErrorState error={host.error} onRetry={() => void host.refetch()} />;
  if (keys.isError) return <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />;
  if (host.data === undefined || keys.data === undefined) {
    return (
      <AfterAWhile>
        <Skeleton height={320} radius="md" />
      </AfterAWhile>
    );
  }
  const { hostname, addresses } = host.data.host;
  const records = recordsOf({ domain, hostname, addresses, keys: keys.data.keys });
  return (
    <ul className={classes.records} aria-label={t("records.list", { domain })}>
      {records.map((record) => (
        <li key={`${record.type} ${record.name} ${record.value}`} className={classes.record}>
          <div className={classes.recordHead}>
            <span className={classes.recordType}>{record.type}</span>
            <span>{t(`records.${record.purpose}`)}</span>
          </div>
          <dl>
            <dt>{t("records.name")}</dt>
            <dd>
              <CopyValue value={record.name} mono wrap />
            </dd>
            <dt>{t("records.value")}</dt>
            <dd>
              <CopyValue value={record.value} mono wrap />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
