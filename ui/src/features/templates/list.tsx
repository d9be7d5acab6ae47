import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconEdit, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Confirm } from "~/components/confirm";
import { notifyDone } from "~/components/notify";
import { onDemand } from "~/components/on-demand";
import { Page } from "~/components/page";
import { AfterAWhile, ErrorState } from "~/components/states";
import { Card, Tags, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import type { TemplateFormProps } from "./form";
import { defaultName, deleteTemplate, domainTemplates, mailboxTemplates } from "./queries";
import classes from "./templates.module.css";

const DomainTemplateForm = onDemand<TemplateFormProps>(async () => (await import("./domain-form")).DomainTemplateForm);
const MailboxTemplateForm = onDemand<TemplateFormProps>(
  async () => (await import("./mailbox-form")).MailboxTemplateForm,
);

type Kind = "domain" | "mailbox";

interface Entry {
  id: number;
  name: string;
  tags: string[];
  modified: string | null;
  /** What it gives, in a few words. */
  summary: string;
}

export function TemplateList() {
  const { t } = useTranslation(["templates", "settings", "common"]);
  const format = useFormat();
  const mayWrite = useMay("domains_write");
  const [search, change] = useSearchText();
  const domains = useQuery(domainTemplates);
  const mailboxes = useQuery(mailboxTemplates);
  const size = (bytes: number) => (bytes === 0 ? t("common:unlimited") : format.bytes(bytes));
  const open = (kind: Kind, id: string) => {
    change({ kind, template: id }, "push");
  };
  const close = () => {
    change({ kind: undefined, template: undefined }, "push");
  };
  const wanted = search["template"];
  const id = wanted === undefined || wanted === "new" ? undefined : Number(wanted);

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
      <div className={classes.cards}>
        <Card title={t("domains")} help={t("domains.help")}>
          <Templates
            kind="domain"
            error={domains.error}
            onRetry={() => void domains.refetch()}
            onEdit={mayWrite ? open : undefined}
            entries={domains.data?.items.map((one) => ({
              ...one,
              tags: one.attributes.tags ?? [],
              summary: t("domains.summary", {
                mailboxes: format.number(one.attributes.max_mailboxes ?? 0),
                aliases: format.number(one.attributes.max_aliases ?? 0),
                size: size(one.attributes.quota ?? 0),
              }),
            }))}
          />
        </Card>
        <Card title={t("mailboxes")} help={t("mailboxes.help")}>
          <Templates
            kind="mailbox"
            error={mailboxes.error}
            onRetry={() => void mailboxes.refetch()}
            onEdit={mayWrite ? open : undefined}
            entries={mailboxes.data?.items.map((one) => ({
              ...one,
              tags: one.attributes.tags ?? [],
              summary: t("mailboxes.summary", {
                size: one.attributes.quota === 0 ? t("mailboxes.byDomain") : size(one.attributes.quota ?? 0),
                state: t(`settings:mailbox.state.${one.attributes.state ?? "active"}`),
              }),
            }))}
          />
        </Card>
      </div>
      {wanted !== undefined && search["kind"] === "domain" && (
        <DomainTemplateForm key={wanted} id={id} onClose={close} />
      )}
      {wanted !== undefined && search["kind"] === "mailbox" && (
        <MailboxTemplateForm key={wanted} id={id} onClose={close} />
      )}
    </Page>
  );
}

interface Props {
  kind: Kind;
  entries: Entry[] | undefined;
  error: unknown;
  onRetry: () => void;
  onEdit: ((kind: Kind, id: string) => void) | undefined;
}

function Templates({ kind, entries, error, onRetry, onEdit }: Props): ReactNode {
  const { t } = useTranslation(["templates", "common"]);
  const cache = useQueryClient();
  const [deleting, setDeleting] = useState<Entry | undefined>();
  if (entries === undefined) {
    return error === null ? <AfterAWhile>{t("common:loading")}</AfterAWhile> : <ErrorState error={error} onRetry={onRetry} />;
  }
  return (
    <>
      <ul className={classes.list}>
        {entries.map((entry) => (
          <li key={entry.id} className={classes.entry}>
            <div className={classes.words}>
              <bdi className={classes.name} title={entry.name}>
                {entry.name}
              </bdi>
              <span className={classes.summary}>{entry.summary}</span>
              {entry.tags.length > 0 && <Tags values={entry.tags} />}
            </div>
            {entry.modified !== null && (
              <span className={classes.when}>
                {t("changed")} <When at={entry.modified} />
              </span>
            )}
            {onEdit !== undefined && (
              <Button.Group>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconEdit size={14} />}
                  aria-label={`${t("common:edit")}: ${entry.name}`}
                  onClick={() => {
                    onEdit(kind, String(entry.id));
                  }}
                >
                  {t("common:edit")}
                </Button>
                {entry.name !== defaultName && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<IconTrash size={14} />}
                    aria-label={`${t("common:delete")}: ${entry.name}`}
                    onClick={() => {
                      setDeleting(entry);
                    }}
                  >
                    {t("common:delete")}
                  </Button>
                )}
              </Button.Group>
            )}
          </li>
        ))}
      </ul>
      {deleting !== undefined && (
        <Confirm
          opened
          title={t("delete.title", { name: deleting.name })}
          confirmLabel={t("delete.verb")}
          onClose={() => {
            setDeleting(undefined);
          }}
          onConfirm={async () => {
            await deleteTemplate(kind, deleting.id);
            await cache.invalidateQueries({ queryKey: ["templates"] });
            notifyDone(t("done.deleted", { name: deleting.name }));
          }}
        >
          {t("delete.text")}
        </Confirm>
      )}
    </>
  );
}
