import { useTranslation } from "react-i18next";

import { StateDot } from "~/components/values";

import type { MailboxState } from "./queries";

const tones = { active: "positive", no_login: "caution", inactive: "quiet" } as const;

export function MailboxStateDot({ state }: { state: MailboxState }) {
  const { t } = useTranslation("settings");
  return <StateDot tone={tones[state]}>{t(`mailbox.state.${state}`)}</StateDot>;
}
