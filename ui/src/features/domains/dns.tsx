import { useTranslation } from "react-i18next";

import { DnsRecords } from "~/components/dns/dns-records";
import { Card } from "~/components/values";

import type { Domain } from "./queries";

/** What the domain should have in the DNS, and what it has. */
export function DnsOf({ domain }: { domain: Domain }) {
  const { t } = useTranslation("dns");
  return (
    <Card title={t("title")} help={t("help")}>
      <DnsRecords domain={domain.name} />
    </Card>
  );
}
