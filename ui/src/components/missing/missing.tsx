import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useActorWords } from "~/components/changes/actors";
import { StateView } from "~/components/states";
import { useFormat } from "~/lib/format";
import { useTitle } from "~/lib/page-title";
import { useMay } from "~/lib/session";

import { endQuery, type ObjectKind } from "./end-of";

const rooms = {
  domain: "/domains",
  alias_domain: "/alias-domains",
  mailbox: "/mailboxes",
  alias: "/aliases",
} as const;

interface Props {
  kind: ObjectKind;
  /** As the page's address has it: a name, of an alias its number. */
  id: string;
}

/** In place of the page of an object that is not there: what became of it, and where to go from here. */
export function Missing({ kind, id }: Props) {
  const { t } = useTranslation("missing");
  const format = useFormat();
  const may = useMay("access_read");
  const { data: end, isPending } = useQuery({ ...endQuery(kind, id), enabled: may });
  const actorOf = useActorWords(end ? [end.actor] : []);
  const name = end?.kind === "deleted" ? end.name : id;
  const title = kind === "alias" && !end ? t("title.alias.unknown") : t(`title.${kind}`, { name });
  useTitle(kind === "alias" && !end ? title : name);
  // Said once, when it is known.
  if (may && isPending) return null;
  const said = end && {
    when: format.dateTime(end.at),
    who: actorOf(end.actor),
    name: end.name,
  };
  return (
    <StateView
      level={1}
      picture="nothing"
      role="alert"
      title={title}
      text={end && said ? t(end.kind, said) : t("unknown")}
    >
      {end?.kind === "renamed" && (
        <Button renderRoot={(props) => <Link to="/mailboxes/$address" params={{ address: end.name }} {...props} />}>
          {t("open", { name: end.name })}
        </Button>
      )}
      <Button variant="default" renderRoot={(props) => <Link to={rooms[kind]} {...props} />}>
        {t(`back.${kind}`)}
      </Button>
      {end && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/changes" search={{ object: end.name }} {...props} />}
        >
          {t("changes")}
        </Button>
      )}
    </StateView>
  );
}
