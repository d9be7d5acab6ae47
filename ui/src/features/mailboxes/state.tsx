import { useTranslation } from "react-i18next";

import { StateDot } from "~/components/values";

import type { MailboxState } from "./queries";

const tones = { active: "positive", no_login: "caution", inactive: "quiet" } as const;

interface Props {
  state: MailboxState;
  /** Then it takes no mail and lets nobody in, whatever its own state. */
  domainIsOff: boolean;
}

export function MailboxStateDot({ state, domainIsOff }: Props) {
  const { t } = useTranslation("settings");
  if (domainIsOff && state !== "inactive") return <StateDot tone="quiet">{t("mailbox.state.domain_off")}</StateDot>;
  return <StateDot tone={tones[state]}>{t(`mailbox.state.${state}`)}</StateDot>;
}
