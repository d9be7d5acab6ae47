import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import { AppliedFigure } from "~/components/applied/applied-to";
import { ObjectChanges } from "~/components/changes/object-changes";
import { Column } from "~/components/detail";
import { Figure, Figures } from "~/components/figures";
import { ErrorState, StateView } from "~/components/states";
import { Card, StateDot } from "~/components/values";
import { useFormat } from "~/lib/format";

import { DkimRecord, SplitSwitch } from "./dkim-record";

export const keysOf = (domain: string) =>
  queryOptions({
    queryKey: ["dkim", "of", domain],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v2/dkim/{domain}", { params: { path: { domain } }, signal })),
  });

/** The keys that sign the mail of a domain or an alias domain, with the records to publish. */
export function KeysOf({ domain }: { domain: string }) {
  const { t } = useTranslation("dkim_record");
  const format = useFormat();
  const [split, setSplit] = useState(false);
  const found = useQuery(keysOf(domain));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const { keys } = found.data;
  const room = (
    <Button
      variant="default"
      leftSection={<IconKey size={16} />}
      renderRoot={(props) => <Link to="/dkim" search={{ q: domain, domain }} {...props} />}
    >
      {t("room")}
    </Button>
  );
  if (keys.length === 0) {
    return (
      <Column>
        <StateView picture="empty" title={t("none")} text={t("none.text")}>
          {room}
        </StateView>
        <ObjectChanges object={domain} kind="dkim" />
      </Column>
    );
  }
  return (
    <Column>
      <Figures>
        <Figure name={t("signing")}>
          <StateDot tone="positive">{t("signs", { count: keys.length, shown: format.number(keys.length) })}</StateDot>
        </Figure>
        <AppliedFigure kind="dkim" object={domain} version={keys.map((key) => key.id).join()} />
      </Figures>
      <SplitSwitch split={split} onSplit={setSplit} />
      {keys.map((key) => (
        <Card
          key={key.id}
          title={
            key.algorithm === "rsa"
              ? t("rsa", { selector: key.selector, bits: format.number(key.bits) })
              : t("ed25519", { selector: key.selector })
          }
          help={t("help")}
        >
          <DkimRecord record={key} split={split} />
        </Card>
      ))}
      <div>{room}</div>
      <ObjectChanges object={domain} kind="dkim" />
    </Column>
  );
}
