import { Button, TextInput } from "@mantine/core";
import {
  IconArrowsSplit2,
  IconEdit,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ObjectChanges } from "~/components/changes/object-changes";
import { CopyValue } from "~/components/copy-value";
import { Page } from "~/components/page";
import { ErrorState } from "~/components/states";
import { ActiveDot, Card, Fact, Facts, When } from "~/components/values";
import { useFormat } from "~/lib/format";
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
  const { t } = useTranslation(["aliases", "common"]);
  const navigate = useNavigate();
  const { id } = useParams({ from: "/aliases/$id" });
  const mayWrite = useMay("aliases_write");
  const setActive = useSetActive();
  const effectOf = useEffectOf();
  const [search, change] = useSearchText();
  const [asking, setAsking] = useState<"delete" | "expand" | undefined>();
  const found = useQuery(aliasQuery(id));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const alias = found.data?.value;
  if (alias === undefined) return null;
  const yesNo = (value: boolean) => (value ? t("common:yes") : t("common:no"));
  const close = () => {
    setAsking(undefined);
  };
  return (
    <Page
      title={alias.address}
      lead={alias.is_catch_all ? t("catchAll") : (alias.public_comment ?? undefined)}
      actions={
        mayWrite && (
          <>
            <Button
              leftSection={<IconEdit size={16} />}
              onClick={() => {
                change({ edit: id }, "push");
              }}
            >
              {t("common:edit")}
            </Button>
            <Button
              variant="default"
              leftSection={alias.active ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
              onClick={() => void setActive(alias, !alias.active)}
            >
              {alias.active ? t("deactivate") : t("activate")}
            </Button>
            <Button
              variant="default"
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() => {
                setAsking("delete");
              }}
            >
              {t("common:delete")}
            </Button>
          </>
        )
      }
    >
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Card title={t("detail.effect")}>
            <ul className={classes.effect}>
              {effectOf(alias).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            {mayWrite && alias.primary_domain === null && (
              <Button
                mt="md"
                size="compact-md"
                variant="default"
                leftSection={<IconArrowsSplit2 size={15} />}
                onClick={() => {
                  setAsking("expand");
                }}
              >
                {t("expand")}
              </Button>
            )}
          </Card>
          {alias.delivery === "forward" && <Destinations alias={alias} />}
        </div>
        <div className={classes.stack}>
          <Card title={t("detail.settings")}>
            <Facts>
              <Fact name={t("column.active")}>
                <ActiveDot active={alias.active} />
              </Fact>
              <Fact name={t("column.id")}>{String(alias.id)}</Fact>
              <Fact name={t("column.domain")}>
                <Link to="/domains/$domain" params={{ domain: alias.primary_domain ?? alias.domain }}>
                  <bdi>{alias.domain}</bdi>
                </Link>
                {alias.primary_domain !== null && (
                  <div className={classes.quiet}>{t("inDomain", { domain: alias.primary_domain })}</div>
                )}
              </Fact>
              <Fact name={t("form.delivery")}>{t(`delivery.${alias.delivery}`)}</Fact>
              <Fact name={t("column.internal")}>{yesNo(alias.internal)}</Fact>
              <Fact name={t("column.sender")}>{yesNo(alias.sender_allowed)}</Fact>
              <Fact name={t("column.sogo")}>{yesNo(alias.sogo_visible)}</Fact>
              {alias.public_comment !== null && (
                <Fact name={t("column.publicComment")}>
                  <bdi>{alias.public_comment}</bdi>
                </Fact>
              )}
              {alias.private_comment !== null && (
                <Fact name={t("column.privateComment")}>
                  <bdi>{alias.private_comment}</bdi>
                </Fact>
              )}
              <Fact name={t("column.created")}>
                <When at={alias.created} />
              </Fact>
              <Fact name={t("column.modified")}>
                <When at={alias.modified} />
              </Fact>
            </Facts>
          </Card>
          <ObjectChanges object={alias.address} kind="alias" />
        </div>
      </div>
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
