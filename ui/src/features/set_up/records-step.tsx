import { useTranslation } from "react-i18next";

import { DnsRecords } from "~/components/dns/dns-records";

/** What to publish, and whether it is there. What mail programs find settings by can come later. */
export function RecordsStep({ domain }: { domain: string }) {
  const { t } = useTranslation("set_up");
  return (
    <DnsRecords
      domain={domain}
      shows={({ need, purpose }) => need !== "optional" && purpose !== "client"}
      explain={({ purpose }) => purpose !== "client" && t(`records.${purpose}`)}
    />
  );
}
