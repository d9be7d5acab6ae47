import { IconLock, IconPlayerPause, IconPlayerPlay, IconSignature } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { findDomains } from "~/api/look-ups";
import { AddButton } from "~/components/add-button";
import { Page } from "~/components/page";
import { mailboxStates, mailProtocols } from "~/components/settings/mailbox-choices";
import { DataTable } from "~/components/table/data-table";
import { useRowActions } from "~/components/table/row-actions";
import type { Filter, RowAction } from "~/components/table/types";
import { useListDialog } from "~/components/table/use-list-dialog";
import { shownAddress } from "~/lib/idn";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { useMailboxBulk } from "./bulk";
import { useMailboxColumns } from "./columns";
import { DeleteMailbox } from "./delete";
import { MailboxForm, RenameMailbox } from "./dialogs";
import { mailboxSource, useSetState, type Mailbox } from "./queries";

export function MailboxList() {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const navigate = useNavigate();
  const setState = useSetState();
  const mayWrite = useMay("mailboxes_write");
  const [search, change] = useSearchText();
  const dialog = useListDialog();
  const actions = useRowActions();
  const [deleting, setDeleting] = useState<Mailbox | undefined>();
  const columns = useMailboxColumns();
  const bulkActions = useMailboxBulk();

  const filters = useMemo<Filter[]>(
    () => [
      {
        id: "state",
        label: t("settings:mailbox.state"),
        choices: mailboxStates.map((state) => ({ value: state, label: t(`settings:mailbox.state.${state}`) })),
        say: (value) => {
          const state = mailboxStates.find((known) => known === value);
          return state === undefined ? value : t(`filter.state.${state}`);
        },
      },
      {
        id: "domain",
        label: t("column.domain"),
        find: findDomains,
        say: (value) => t("filter.domain", { value }),
      },
      {
        id: "used",
        label: t("filter.used"),
        choices: ["80", "90", "95"].map((value) => ({ value, label: t("filter.used.say", { value }) })),
        say: (value) => t("filter.used.say", { value }),
      },
      {
        id: "unused",
        label: t("column.last_login"),
        choices: ["30", "90", "365"].map((value) => ({ value, label: t("filter.unused.say", { value }) })),
        say: (value) => t("filter.unused.say", { value }),
      },
      {
        id: "without",
        label: t("settings:mailbox.protocols"),
        choices: mailProtocols.map((value) => ({
          value,
          label: t("filter.without", { name: t(`settings:mailbox.protocol.${value}`) }),
        })),
        say: (value) => t("filter.without", { name: value.toUpperCase() }),
      },
      {
        id: "tag",
        label: t("filter.tag"),
        placeholder: t("filter.tag.placeholder"),
        say: (value) => t("filter.tag.say", { value }),
      },
    ],
    [t],
  );

  const rowActions = (row: Mailbox): RowAction<Mailbox>[] => [
    actions.edit(() => {
      dialog.edit(row.address);
    }),
    ...(row.state === "active"
      ? []
      : [
          {
            id: "activate",
            label: t("common:activate"),
            icon: <IconPlayerPlay size={16} />,
            prominent: true,
            run: () => void setState(row, "active"),
          },
        ]),
    ...(row.state === "no_login"
      ? []
      : [
          {
            id: "no_login",
            label: t("disableLogin"),
            icon: <IconLock size={16} />,
            prominent: row.state === "active",
            run: () => void setState(row, "no_login"),
          },
        ]),
    ...(row.state === "inactive"
      ? []
      : [
          {
            id: "deactivate",
            label: t("common:deactivate"),
            icon: <IconPlayerPause size={16} />,
            run: () => void setState(row, "inactive"),
          },
        ]),
    {
      id: "rename",
      label: t("rename.verb"),
      icon: <IconSignature size={16} />,
      run: () => {
        change({ rename: row.address }, "push");
      },
    },
    actions.remove(() => {
      setDeleting(row);
    }),
  ];

  const add = <AddButton label={t("add")} onClick={dialog.add} />;
  return (
    <Page title={t("title")} lead={t("lead")} actions={mayWrite ? add : undefined}>
      <DataTable
        id="mailboxes"
        name={t("title")}
        source={mailboxSource}
        columns={columns}
        filters={filters}
        keyOf={(row) => row.address}
        nameOf={(row) => shownAddress(row.address)}
        onOpen={(row) => void navigate({ to: "/mailboxes/$address", params: { address: row.address } })}
        {...(mayWrite ? { rowActions, bulkActions } : {})}
        empty={{ title: t("empty.title"), text: t("empty.text"), action: mayWrite ? add : undefined }}
      />
      <MailboxForm
        key={`${dialog.id} ${search["domain"] ?? ""}`}
        opened={dialog.opened}
        address={dialog.editing}
        {...(search["domain"] === undefined ? {} : { domain: search["domain"] })}
        onClose={dialog.close}
      />
      <RenameMailbox
        key={`rename ${search["rename"] ?? ""}`}
        opened={search["rename"] !== undefined}
        address={search["rename"] ?? ""}
        onClose={() => {
          change({ rename: undefined }, "push");
        }}
      />
      {deleting !== undefined && (
        <DeleteMailbox
          mailbox={deleting}
          onClose={() => {
            setDeleting(undefined);
          }}
        />
      )}
    </Page>
  );
}
