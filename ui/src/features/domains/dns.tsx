import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { recordsOf } from "~/api/dns-records";
import type { Schema } from "~/api/schema";
import { CopyValue } from "~/components/copy-value";
import { ErrorState } from "~/components/states";
import { Card, StateDot } from "~/components/values";

import type { Domain } from "./queries";
import classes from "./domains.module.css";

const tones = { required: "info", recommended: "info", optional: "quiet" } as const;

const noted = ["mail", "spf", "dmarc", "host", "reverse"] as const;

/** The records to publish at the domain's DNS provider. */
export function DnsOf({ domain }: { domain: Domain }) {
  const { t } = useTranslation("domains");
  const found = useQuery(recordsOf(domain.name));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const noteOf = ({ purpose, note }: Schema["ExpectedRecord"]) => {
    const known = noted.find((one) => one === purpose);
    return known === undefined ? note : t(`dns.note.${known}`);
  };
  return (
    <Card title={t("dns.title")} help={t("dns.help", { server: found.data.mail_server })}>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("dns.title")}>
        <table className={classes.records}>
          <thead>
            <tr>
              <th scope="col">{t("dns.need")}</th>
              <th scope="col">{t("dns.type")}</th>
              <th scope="col">{t("dns.name")}</th>
              <th scope="col">{t("dns.value")}</th>
            </tr>
          </thead>
          <tbody>
            {found.data.records.map((record) => (
              <tr key={`${record.type} ${record.name} ${record.value}`}>
                <td>
                  <StateDot tone={tones[record.need]}>{t(`dns.need.${record.need}`)}</StateDot>
                </td>
                <td className={classes.type}>{record.type}</td>
                <td>
                  <CopyValue value={record.name} mono wrap />
                </td>
                <td>
                  <CopyValue value={record.value} mono wrap />
                  {record.note !== "" && <p className={classes.note}>{noteOf(record)}</p>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
