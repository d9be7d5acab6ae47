import { Button, Skeleton } from "@mantine/core";
import { IconDownload, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { checkOf, recordsOf } from "~/api/dns-records";
import { AfterAWhile, ErrorState, useErrorText } from "~/components/states";
import { download } from "~/lib/download";
import { useFormat } from "~/lib/format";

import { Counters } from "./counters";
import { merge, type Expected } from "./merge";
import { RecordsTable } from "./records-table";
import { zoneFile } from "./zone-file";
import classes from "./dns.module.css";

interface Props {
  domain: string;
  /** Which of the records are shown and counted; all are exported. */
  shows?: (record: Expected) => boolean;
  /** What a record is for, where that is told. */
  explain?: (record: Expected) => ReactNode;
}

/** The records that a domain should publish, at once, and what the DNS has in their place as soon as that is known. */
export function DnsRecords({ domain, shows, explain }: Props) {
  const { t } = useTranslation("dns");
  const format = useFormat();
  const say = useErrorText();
  const found = useQuery(recordsOf(domain));
  const check = useQuery(checkOf(domain));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) {
    return (
      <AfterAWhile>
        <Skeleton height={320} radius="md" />
      </AfterAWhile>
    );
  }
  const records = found.data.records;
  const rows = merge(shows === undefined ? records : records.filter(shows), check.data?.records ?? []);
  const isSilent = rows.length > 0 && rows.every(({ checked }) => checked?.reason === "no_answer");
  return (
    <div className={classes.diagnostics}>
      <p className={classes.server}>
        {t("server")} <bdi>{found.data.mail_server}</bdi>
      </p>
      <div className={classes.bar}>
        <Counters rows={rows} />
        <div className={classes.actions}>
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconRefresh size={15} />}
            loading={check.isFetching}
            onClick={() => void check.refetch()}
          >
            {check.data === undefined ? t("check") : t("check.again")}
          </Button>
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconDownload size={15} />}
            onClick={() => {
              download(`${domain}.zone`, new Blob([zoneFile(domain, records)], { type: "text/dns" }));
            }}
          >
            {t("export")}
          </Button>
        </div>
      </div>
      <div role="status" className={classes.progress}>
        {check.isFetching
          ? t("checking")
          : check.data !== undefined && t("checked", { when: format.time(check.data.checked) })}
      </div>
      {check.isError && !check.isFetching && (
        <p role="alert" className={classes.failed}>
          {t("check.failed")} {say(check.error)}
        </p>
      )}
      {isSilent && !check.isFetching && <p className={classes.silent}>{t("check.silent")}</p>}
      <RecordsTable domain={domain} rows={rows} isChecking={check.isFetching} explain={explain} />
    </div>
  );
}
