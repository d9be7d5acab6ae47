import { useTranslation } from "react-i18next";

import { Card } from "~/components/values";

import { DnsRecords } from "./dns-records";

/** What a domain or an alias domain should have in the DNS, and what it has. */
export function DnsOf({ domain }: { domain: string }) {
  const { t } = useTranslation("dns");
  return (
    <Card title={t("title")} help={t("help")}>
      <DnsRecords domain={domain} />
    </Card>
  );
}
