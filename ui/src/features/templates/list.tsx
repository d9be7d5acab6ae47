import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { DeleteObject } from "~/components/deletion/delete-object";
import { notifyDone } from "~/components/notify";
import { onDemand } from "~/components/on-demand";
import { Page } from "~/components/page";
import type { Columns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import { useRowActions } from "~/components/table/row-actions";
import type { Source } from "~/components/table/types";
import { PageTabs } from "~/components/tabs";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { useDomainTemplateColumns, useMailboxTemplateColumns } from "./columns";
import type { TemplateFormProps } from "./form";
import { defaultName, deleteTemplate, domainTemplateSource, mailboxTemplateSource } from "./queries";
import classes from "./templates.module.css";

const DomainTemplateForm = onDemand<TemplateFormProps>(async () => (await import("./domain-form")).DomainTemplateForm);
const MailboxTemplateForm = onDemand<TemplateFormProps>(
  async () => (await import("./mailbox-form")).MailboxTemplateForm,
);

type Kind = "domain" | "mailbox";

export function TemplateList() {
  const { t } = useTranslation(["templates", "common"]);
  const mayWrite = useMay("domains_write");
  const [search, change] = useSearchText();
  const domainColumns = useDomainTemplateColumns();
  const mailboxColumns = useMailboxTemplateColumns();
  const open = (kind: Kind, id: string) => {
    change({ kind, template: id }, "push");
  };
  const close = () => {
    change({ kind: undefined, template: undefined }, "push");
  };
  const wanted = search["template"];
  const id = wanted === undefined || wanted === "new" ? undefined : Number(wanted);
  const onEdit = mayWrite ? open : undefined;

  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        mayWrite && (
          <Menu>
            <Menu.Target>
              <Button leftSection={<IconPlus size={16} />} rightSection={<IconChevronDown size={14} />}>
                {t("add")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() => {
                  open("domain", "new");
                }}
              >
                {t("form.addDomain")}
              </Menu.Item>
              <Menu.Item
                onClick={() => {
                  open("mailbox", "new");
                }}
              >
                {t("form.addMailbox")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )
      }
    >
      <PageTabs
        label={t("title")}
        tabs={[
          {
            id: "domains",
            label: t("domains"),
            content: () => (
              <>
                <p className={classes.help}>{t("domains.help")}</p>
                <Templates kind="domain" source={domainTemplateSource} columns={domainColumns} onEdit={onEdit} />
              </>
            ),
          },
          {
            id: "mailboxes",
            label: t("mailboxes"),
            content: () => (
              <>
                <p className={classes.help}>{t("mailboxes.help")}</p>
                <Templates kind="mailbox" source={mailboxTemplateSource} columns={mailboxColumns} onEdit={onEdit} />
              </>
            ),
          },
        ]}
      />
      {wanted !== undefined && search["kind"] === "domain" && (
        <DomainTemplateForm key={wanted} id={id} onClose={close} />
      )}
      {wanted !== undefined && search["kind"] === "mailbox" && (
        <MailboxTemplateForm key={wanted} id={id} onClose={close} />
      )}
    </Page>
  );
}

interface Entry {
  id: number;
  name: string;
}

interface Props<Row extends Entry> {
  kind: Kind;
  source: Source<Row>;
  columns: Columns<Row>;
  onEdit: ((kind: Kind, id: string) => void) | undefined;
}

function Templates<Row extends Entry>({ kind, source, columns, onEdit }: Props<Row>) {
  const { t } = useTranslation(["templates", "common"]);
  const cache = useQueryClient();
  const actions = useRowActions();
  const [deleting, setDeleting] = useState<Entry | undefined>();
  const rowsWrite = useMemo(
    () =>
      onEdit === undefined
        ? {}
        : {
            onOpen: (row: Row) => {
              onEdit(kind, String(row.id));
            },
            rowActions: (row: Row) => [
              actions.edit(() => {
                onEdit(kind, String(row.id));
              }),
              // The one that is used when none is chosen stays.
              ...(row.name === defaultName
                ? []
                : [
                    actions.remove(() => {
                      setDeleting(row);
                    }),
                  ]),
            ],
          },
    [actions, kind, onEdit],
  );
  return (
    <>
      <DataTable
        id={`templates.${kind}`}
        name={t(kind === "domain" ? "form.addDomain" : "form.addMailbox")}
        source={source}
        columns={columns}
        keyOf={(row) => String(row.id)}
        nameOf={(row) => row.name}
        {...rowsWrite}
        empty={{ title: t("empty.title"), text: t("empty.text") }}
      />
      {deleting !== undefined && (
        <DeleteObject
          title={t("delete.title", { name: deleting.name })}
          verb={t("delete.verb")}
          name={deleting.name}
          onClose={() => {
            setDeleting(undefined);
          }}
          onDelete={async () => {
            await deleteTemplate(kind, deleting.id);
            await cache.invalidateQueries({ queryKey: ["templates"] });
            notifyDone(t("done.deleted", { name: deleting.name }));
          }}
        >
          <p>{t("delete.text")}</p>
        </DeleteObject>
      )}
    </>
  );
}
