import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { AddButton } from "~/components/add-button";
import { Page } from "~/components/page";
import { DataTable } from "~/components/table/data-table";
import { useRowActions } from "~/components/table/row-actions";
import type { Filter } from "~/components/table/types";
import { useListDialog } from "~/components/table/use-list-dialog";
import { useMay } from "~/lib/session";

import { useDomainBulk } from "./bulk";
import { useDomainColumns } from "./columns";
import { DeleteDomain } from "./delete";
import { DomainForm } from "./dialogs";
import { domainSource, type Domain } from "./queries";
import { useDomainSwitch } from "./use-asked-switch";

export function DomainList() {
  const { t } = useTranslation(["domains", "common"]);
  const navigate = useNavigate();
  const [switchActive, question] = useDomainSwitch();
  const bulkActions = useDomainBulk();
  const mayWrite = useMay("domains_write");
  const dialog = useListDialog();
  const actions = useRowActions();
  const [deleting, setDeleting] = useState<Domain | undefined>();

  const columns = useDomainColumns();
  const filters = useMemo<Filter[]>(
    () => [
      {
        id: "active",
        label: t("filter.active"),
        choices: [
          { value: "yes", label: t("common:active") },
          { value: "no", label: t("common:inactive") },
        ],
        say: (value) => (value === "yes" ? t("filter.active.yes") : t("filter.active.no")),
      },
      {
        id: "relay",
        label: t("filter.relay"),
        choices: [
          { value: "yes", label: t("filter.relay.yes") },
          { value: "no", label: t("filter.relay.no") },
        ],
        say: (value) => (value === "yes" ? t("filter.relay.yes") : t("filter.relay.no")),
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

  const add = <AddButton label={t("add")} onClick={dialog.add} />;

  return (
    <Page title={t("title")} lead={t("lead")} actions={mayWrite ? add : undefined}>
      <DataTable
        id="domains"
        name={t("title")}
        source={domainSource}
        columns={columns}
        filters={filters}
        keyOf={(row) => row.name}
        nameOf={(row) => row.display_name}
        onOpen={(row) => void navigate({ to: "/domains/$domain", params: { domain: row.name } })}
        {...(mayWrite
          ? {
              bulkActions,
              rowActions: (row: Domain) => [
                actions.edit(() => {
                  dialog.edit(row.name);
                }),
                actions.active(row.active, () => {
                  switchActive(row);
                }),
                actions.remove(() => {
                  setDeleting(row);
                }),
              ],
            }
          : {})}
        empty={{ title: t("empty.title"), text: t("empty.text"), action: mayWrite ? add : undefined }}
      />
      <DomainForm key={dialog.id} opened={dialog.opened} name={dialog.editing} onClose={dialog.close} />
      {question}
      {deleting !== undefined && (
        <DeleteDomain
          domain={deleting}
          onClose={() => {
            setDeleting(undefined);
          }}
        />
      )}
    </Page>
  );
}
