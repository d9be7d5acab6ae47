import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { mailProtocols } from "~/components/settings/mailbox-choices";
import { useColumns, type Columns } from "~/components/table/columns";
import type { Column } from "~/components/table/types";
import { ActiveDot, StateDot, Tags, When } from "~/components/values";
import { useFormat } from "~/lib/format";

import type { DomainTemplate, MailboxTemplate } from "./queries";

interface Named {
  name: string;
  created: string;
  modified: string | null;
  attributes: { tags?: string[] };
}

const tones = { active: "positive", no_login: "caution", inactive: "quiet" } as const;

/** The columns of both kinds, around those of one. */
function around<Row extends Named>(t: TFunction<["templates", "common"]>, own: Column<Row>[]): Column<Row>[] {
  return [
    {
      id: "name",
      header: t("form.name"),
      sort: "name",
      width: 220,
      grow: 2,
      cell: (row) => <bdi title={row.name}>{row.name}</bdi>,
      value: (row) => row.name,
    },
    ...own,
    {
      id: "tags",
      header: t("common:tags"),
      width: 150,
      spare: 1,
      cell: (row) => <Tags values={row.attributes.tags ?? []} />,
      value: (row) => (row.attributes.tags ?? []).join(" "),
    },
    {
      id: "modified",
      header: t("changed"),
      width: 140,
      spare: 2,
      cell: (row) => <When at={row.modified} />,
      value: (row) => row.modified,
    },
    {
      id: "created",
      header: t("created"),
      sort: "created",
      width: 140,
      hidden: true,
      cell: (row) => <When at={row.created} />,
      value: (row) => row.created,
    },
  ];
}

export function useDomainTemplateColumns(): Columns<DomainTemplate> {
  const { t } = useTranslation(["templates", "common", "settings"]);
  const format = useFormat();
  return useColumns(() => {
    const count = (id: "max_mailboxes" | "max_aliases", spare: number): Column<DomainTemplate> => ({
      id,
      header: t(`settings:domain.${id}`),
      width: 150,
      align: "end",
      spare,
      cell: (row) => format.number(row.attributes[id] ?? 0),
      value: (row) => row.attributes[id] ?? 0,
    });
    const size = (id: "quota" | "max_quota" | "default_quota"): Column<DomainTemplate> => ({
      id,
      header: t(`settings:domain.${id}`),
      width: 200,
      align: "end",
      ...(id === "quota" ? { spare: 4 } : { hidden: true }),
      cell: ({ attributes: { [id]: bytes = 0 } }) => (bytes === 0 ? t("common:unlimited") : format.bytes(bytes)),
      value: (row) => row.attributes[id] ?? 0,
    });
    return around<DomainTemplate>(t, [
      count("max_mailboxes", 5),
      count("max_aliases", 3),
      size("quota"),
      size("default_quota"),
      size("max_quota"),
      {
        id: "active",
        header: t("settings:domain.active"),
        width: 110,
        cell: (row) => <ActiveDot active={row.attributes.active ?? true} />,
        value: (row) => row.attributes.active ?? true,
      },
    ]);
  }, [t, format]);
}

export function useMailboxTemplateColumns(): Columns<MailboxTemplate> {
  const { t } = useTranslation(["templates", "common", "settings"]);
  const format = useFormat();
  return useColumns(() => {
    const protocolsOf = ({ attributes }: MailboxTemplate) =>
      mailProtocols
        .filter((protocol) => attributes[`${protocol}_access`] ?? true)
        .map((protocol) => t(`settings:mailbox.protocol.${protocol}`));
    return around<MailboxTemplate>(t, [
      {
        id: "quota",
        header: t("settings:mailbox.quota"),
        width: 180,
        align: "end",
        spare: 4,
        cell: ({ attributes: { quota = 0 } }) => (quota === 0 ? t("mailboxes.byDomain") : format.bytes(quota)),
        value: (row) => row.attributes.quota ?? 0,
      },
      {
        id: "state",
        header: t("settings:mailbox.state"),
        width: 150,
        cell: ({ attributes: { state = "active" } }) => (
          <StateDot tone={tones[state]}>{t(`settings:mailbox.state.${state}`)}</StateDot>
        ),
        value: (row) => row.attributes.state ?? "active",
      },
      {
        id: "protocols",
        header: t("settings:mailbox.protocols"),
        width: 220,
        spare: 3,
        cell: (row) => protocolsOf(row).join(" · "),
        value: (row) => protocolsOf(row).join(" "),
      },
    ]);
  }, [t, format]);
}
