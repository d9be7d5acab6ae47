import { Button, Menu } from "@mantine/core";
import {
  IconDots,
  IconEdit,
  IconLock,
  IconPlayerPause,
  IconPlayerPlay,
  IconSignature,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AppliedFigure } from "~/components/applied/applied-to";
import { ObjectChanges } from "~/components/changes/object-changes";
import { Figure, Figures } from "~/components/figures";
import { Missing } from "~/components/missing/missing";
import { OneObject } from "~/components/one-object";
import { Page } from "~/components/page";
import { ErrorState, StateView } from "~/components/states";
import { PageTabs } from "~/components/tabs";
import { ActiveDot, Address, Card, Usage } from "~/components/values";
import { useFormat } from "~/lib/format";
import { shownAddress } from "~/lib/idn";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { ClientSettingsView } from "./client-settings";
import { DeleteMailbox } from "./delete";
import { MailboxForm, RenameMailbox } from "./dialogs";
import { Overview } from "./overview";
import { aliasesTo, mailboxQuery, useInactiveDomains, useSetState, type Mailbox } from "./queries";
import { MailboxStateDot } from "./state";
import classes from "./mailboxes.module.css";

export function MailboxDetail() {
  const { address } = useParams({ from: "/mailboxes/$address" });
  const found = useQuery(mailboxQuery(address));
  return (
    <OneObject found={found} missing={<Missing kind="mailbox" id={address} />}>
      {({ value }) => <Whole mailbox={value} />}
    </OneObject>
  );
}

function Whole({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const format = useFormat();
  const inactive = useInactiveDomains();
  const navigate = useNavigate();
  const mayWrite = useMay("mailboxes_write");
  const [search, change] = useSearchText();
  const [deleting, setDeleting] = useState(false);
  const close = () => {
    change({ edit: undefined, rename: undefined }, "push");
  };
  return (
    <Page
      title={shownAddress(mailbox.address)}
      lead={mailbox.name === "" ? undefined : <bdi>{mailbox.name}</bdi>}
      actions={
        mayWrite && (
          <Actions
            mailbox={mailbox}
            onDelete={() => {
              setDeleting(true);
            }}
          />
        )
      }
    >
      <Figures>
        <Figure name={t("settings:mailbox.state")}>
          <MailboxStateDot state={mailbox.state} domainIsOff={inactive.has(mailbox.domain)} />
        </Figure>
        <Figure name={t("settings:mailbox.storage")} wide>
          <Usage used={mailbox.bytes_used} total={mailbox.quota} label={t("settings:mailbox.storage")} />
        </Figure>
        <Figure name={t("column.messages")}>{format.number(mailbox.message_count)}</Figure>
        <Figure name={t("column.domain")}>
          <Link to="/domains/$domain" params={{ domain: mailbox.domain }}>
            <bdi>{shownAddress(mailbox.domain)}</bdi>
          </Link>
        </Figure>
        <AppliedFigure kind="mailbox" object={mailbox.address} version={mailbox.version} />
      </Figures>
      <PageTabs
        label={shownAddress(mailbox.address)}
        tabs={[
          { id: "overview", label: t("common:overview"), content: () => <Overview mailbox={mailbox} /> },
          {
            id: "client",
            label: t("client.title"),
            content: () => <ClientSettingsView address={mailbox.address} />,
          },
          { id: "aliases", label: t("tab.aliases"), content: () => <AliasesHere address={mailbox.address} /> },
          {
            id: "changes",
            label: t("common:changes"),
            content: () => <ObjectChanges object={mailbox.address} kind="mailbox" />,
          },
        ]}
      />
      <MailboxForm
        key={search["edit"] ?? ""}
        opened={search["edit"] !== undefined}
        address={mailbox.address}
        onClose={close}
      />
      <RenameMailbox
        key={`rename ${search["rename"] ?? ""}`}
        opened={search["rename"] !== undefined}
        address={mailbox.address}
        onClose={close}
        onRenamed={(renamed) => void navigate({ to: "/mailboxes/$address", params: { address: renamed } })}
      />
      {deleting && (
        <DeleteMailbox
          mailbox={mailbox}
          onClose={() => {
            setDeleting(false);
          }}
          onDeleted={() => void navigate({ to: "/mailboxes" })}
        />
      )}
    </Page>
  );
}

function Actions({ mailbox, onDelete }: { mailbox: Mailbox; onDelete: () => void }) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const [, change] = useSearchText();
  const setState = useSetState();
  return (
    <>
      <Button
        leftSection={<IconEdit size={16} />}
        onClick={() => {
          change({ edit: mailbox.address }, "push");
        }}
      >
        {t("common:edit")}
      </Button>
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<IconDots size={16} />}>
            {t("more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mailbox.state !== "active" && (
            <Menu.Item
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => void setState(mailbox, "active")}
            >
              {t("common:activate")}
            </Menu.Item>
          )}
          {mailbox.state !== "no_login" && (
            <Menu.Item leftSection={<IconLock size={16} />} onClick={() => void setState(mailbox, "no_login")}>
              {t("disableLogin")}
            </Menu.Item>
          )}
          {mailbox.state !== "inactive" && (
            <Menu.Item
              leftSection={<IconPlayerPause size={16} />}
              onClick={() => void setState(mailbox, "inactive")}
            >
              {t("common:deactivate")}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconSignature size={16} />}
            onClick={() => {
              change({ rename: mailbox.address }, "push");
            }}
          >
            {t("rename.verb")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={onDelete}>
            {t("common:delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** The aliases whose mail comes here. */
function AliasesHere({ address }: { address: string }) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const format = useFormat();
  const found = useQuery(aliasesTo(address));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const { items, total } = found.data;
  if (total === 0) return <StateView picture="empty" title={t("aliases.none")} text={t("aliases.none.text")} />;
  return (
    <Card
      title={t("aliases.count", { count: total, shown: format.number(total) })}
      help={t("aliases.help")}
    >
      <ul className={classes.aliases}>
        {items.map((alias) => (
          <li key={alias.id}>
            <Link to="/aliases/$id" params={{ id: String(alias.id) }}>
              <Address value={alias.address} />
            </Link>
            <ActiveDot active={alias.active} />
          </li>
        ))}
      </ul>
      {total > items.length && (
        <Link to="/aliases" search={{ destination: address }}>
          {t("aliases.all")}
        </Link>
      )}
    </Card>
  );
}
