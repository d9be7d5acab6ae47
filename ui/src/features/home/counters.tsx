import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";

import { Begin } from "./begin";
import { countQuery, type Counted } from "./queries";
import classes from "./counters.module.css";

/** The lists behind the numbers. */
const rooms: Record<Counted, string> = { domains: "/domains", mailboxes: "/mailboxes", aliases: "/aliases" };

function Counter({ what }: { what: Counted }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const may = useMay(`${what}_read`);
  const count = useQuery({ ...countQuery(what), enabled: may, refetchInterval: 30_000 });
  if (!may) return null;
  return (
    <Link to={rooms[what]} className={classes.counter}>
      <span className={classes.value}>{count.data === undefined ? "—" : format.number(count.data)}</span>
      <span className={classes.name}>{t(`counter.${what}`)}</span>
    </Link>
  );
}

/** What there is none of, for who may add it. */
function useMissing() {
  const may = useMay("domains_write");
  const domains = useQuery({ ...countQuery("domains"), enabled: may });
  const mailboxes = useQuery({ ...countQuery("mailboxes"), enabled: may });
  if (!may) return undefined;
  return domains.data === 0 ? "domain" : mailboxes.data === 0 ? "mailbox" : undefined;
}

/** How many domains, mailboxes and aliases there are, each the way to its list; in their place, what to begin with. */
export function Counters() {
  const missing = useMissing();
  if (missing !== undefined) return <Begin missing={missing} />;
  return (
    <div className={classes.counters}>
      <Counter what="domains" />
      <Counter what="mailboxes" />
      <Counter what="aliases" />
    </div>
  );
}
