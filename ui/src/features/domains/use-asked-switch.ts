import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useAskedSwitch } from "~/components/deactivation";
import { useFormat } from "~/lib/format";

import { useSetActive, type Domain } from "./queries";

/** Switches a domain on, or off after the question that says whom it concerns. */
export function useDomainSwitch(): [ask: (domain: Domain) => void, question: ReactNode] {
  const { t } = useTranslation("domains");
  const format = useFormat();
  return useAskedSwitch<Domain>(useSetActive(), {
    title: (domain) => t("deactivate.title", { name: domain.display_name }),
    text: ({ mailbox_count: count }) => t("deactivate.text", { count, shown: format.number(count) }),
  });
}
