import { Button, TextInput } from "@mantine/core";
import { IconArrowsSplit2, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AppliedFigure } from "~/components/applied/applied-to";
import { ObjectChanges } from "~/components/changes/object-changes";
import { CopyValue } from "~/components/copy-value";
import { Column, Columns, Effect, History, Setting, SettingGroup, SettingGroups } from "~/components/detail";
import { Figure, Figures } from "~/components/figures";
import { Missing } from "~/components/missing/missing";
import { ObjectActions } from "~/components/object-actions";
import { OneObject } from "~/components/one-object";
import { Page } from "~/components/page";
import { PageTabs } from "~/components/tabs";
import { ActiveDot, Card } from "~/components/values";
import { useFormat } from "~/lib/format";
import { shownAddress } from "~/lib/idn";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { DeleteAlias, ExpandAlias, useSetActive } from "./actions";
import { AliasForm } from "./dialogs";
import { useEffectOf } from "./effect";
import { aliasQuery, type Alias } from "./queries";
import classes from "./aliases.module.css";

/** From this number on a list can be searched. */
const many = 20;
/** A page is no place for ten thousand lines; what is searched for is among all. */
const most = 500;

function Destinations({ alias }: { alias: Alias }) {
  const { t } = useTranslation("aliases");
  const format = useFormat();
  const [text, setText] = useState("");
  const found = alias.destinations.filter((one) => one.includes(text.trim().toLowerCase()));
  return (
    <Card title={t("detail.destinations", { count: alias.destinations.length, shown: format.number(alias.destinations.length) })}>
      {alias.destinations.length > many && (
        <TextInput
          mb="sm"
          aria-label={t("detail.find")}
          placeholder={t("detail.find")}
          leftSection={<IconSearch size={16} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
      )}
      <ul className={classes.destinations} tabIndex={0} aria-label={t("column.destinations")}>
        {found.slice(0, most).map((one) => (
          <li key={one}>
            <CopyValue value={one} />
          </li>
        ))}
        {found.length > most && (
          <li className={classes.quiet}>
            {t("goto.more", { count: found.length - most, shown: format.number(found.length - most) })}
          </li>
        )}
      </ul>
    </Card>
  );
}

export function AliasDetail() {
  const { id } = useParams({ from: "/aliases/$id" });
  const found = useQuery(aliasQuery(id));
  return (
    <OneObject found={found} missing={<Missing kind="alias" id={id} />}>
      {({ value }) => <Whole alias={value} />}
    </OneObject>
  );
}

function Whole({ alias }: { alias: Alias }) {
  const { t } = useTranslation(["aliases", "common"]);
  const format = useFormat();
  const navigate = useNavigate();
  const mayWrite = useMay("aliases_write");
  const setActive = useSetActive();
  const [search, change] = useSearchText();
  const [asking, setAsking] = useState<"delete" | "expand" | undefined>();
  const id = String(alias.id);
  const close = () => {
    setAsking(undefined);
  };
  return (
    <Page
      title={shownAddress(alias.address)}
      lead={alias.is_catch_all ? t("catchAll") : (alias.public_comment || undefined)}
      actions={
        mayWrite && (
          <ObjectActions
            active={alias.active}
            onEdit={() => {
              change({ edit: id }, "push");
            }}
            onSwitch={() => void setActive(alias, !alias.active)}
            onDelete={() => {
              setAsking("delete");
            }}
          />
        )
      }
    >
      <Figures>
        <Figure name={t("filter.active")}>
          <ActiveDot active={alias.active} />
        </Figure>
        <Figure name={t("form.delivery")}>{t(`delivery.${alias.delivery}`)}</Figure>
        {alias.delivery === "forward" && (
          <Figure name={t("column.destinations")}>{format.number(alias.destinations.length)}</Figure>
        )}
        <Figure name={t("column.domain")}>
          <Link to="/domains/$domain" params={{ domain: alias.primary_domain ?? alias.domain }}>
            <bdi>{alias.primary_domain ?? alias.domain}</bdi>
          </Link>
        </Figure>
        <AppliedFigure kind="alias" object={alias.address} version={alias.version} />
      </Figures>
      <PageTabs
        label={alias.address}
        tabs={[
          {
            id: "overview",
            label: t("common:overview"),
            content: () => (
              <Overview
                alias={alias}
                onExpand={
                  mayWrite && alias.primary_domain === null
                    ? () => {
                        setAsking("expand");
                      }
                    : undefined
                }
              />
            ),
          },
          {
            id: "changes",
            label: t("common:changes"),
            content: () => <ObjectChanges object={alias.address} kind="alias" />,
          },
        ]}
      />
      <AliasForm
        opened={search["edit"] !== undefined}
        id={id}
        onClose={() => {
          change({ edit: undefined }, "push");
        }}
      />
      {asking === "delete" && (
        <DeleteAlias alias={alias} onClose={close} onDone={() => void navigate({ to: "/aliases" })} />
      )}
      {asking === "expand" && <ExpandAlias alias={alias} onClose={close} />}
    </Page>
  );
}

function Overview({ alias, onExpand }: { alias: Alias; onExpand: (() => void) | undefined }) {
  const { t } = useTranslation(["aliases", "common"]);
  const effectOf = useEffectOf();
  const comment = (text: string | null) => (text ? <bdi>{text}</bdi> : t("common:none"));
  return (
    <Columns>
      <Column>
        <Effect sentences={effectOf(alias)}>
          {onExpand !== undefined && (
            <Button
              mt="md"
              size="compact-md"
              variant="default"
              leftSection={<IconArrowsSplit2 size={15} />}
              onClick={onExpand}
            >
              {t("expand")}
            </Button>
          )}
        </Effect>
        {alias.delivery === "forward" && <Destinations alias={alias} />}
      </Column>
      <SettingGroups>
        <SettingGroup title={t("detail.mail")}>
          <Setting name={t("form.delivery")}>{t(`delivery.${alias.delivery}`)}</Setting>
          <Setting name={t("column.domain")} {...(alias.primary_domain === null ? {} : { note: t("inDomain", { domain: alias.primary_domain }) })}>
            <bdi>{alias.domain}</bdi>
          </Setting>
          <Setting name={t("column.active")} on={alias.active} />
          <Setting name={t("catchAll")} on={alias.is_catch_all} />
          <Setting name={t("column.internal")} on={alias.internal} />
          <Setting name={t("column.sender")} on={alias.sender_allowed} />
        </SettingGroup>
        <SettingGroup title={t("detail.comments")}>
          <Setting name={t("column.publicComment")}>{comment(alias.public_comment)}</Setting>
          <Setting name={t("column.privateComment")}>{comment(alias.private_comment)}</Setting>
        </SettingGroup>
        <History of={alias}>
          <Setting name={t("column.id")}>{String(alias.id)}</Setting>
        </History>
      </SettingGroups>
    </Columns>
  );
}
