import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DifferenceTable } from "~/components/changes/difference-table";
import { useActorWords } from "~/components/changes/actors";
import { useChangeWords } from "~/components/changes/words";
import { CopyValue } from "~/components/copy-value";
import { ErrorState, StateView } from "~/components/states";
import { Fact, Facts } from "~/components/values";
import { useFormat } from "~/lib/format";

import { auditEntry, type AuditEntry } from "./queries";
import { useRoleWord } from "./words";
import classes from "./audit.module.css";

function Whole({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const words = useChangeWords();
  const role = useRoleWord();
  const actorOf = useActorWords([entry.actor]);
  return (
    <div className={classes.sections}>
      <section>
        <h3 className={classes.heading}>{words.action(entry.action)}</h3>
        <Facts>
          <Fact name={t("entry.object")}>
            <CopyValue value={entry.object} wrap />
          </Fact>
          <Fact name={t("entry.who")}>
            <bdi>{actorOf(entry.actor)}</bdi> ({role(entry.actor_kind)})
          </Fact>
          <Fact name={t("entry.when")}>{format.dateTime(entry.at)}</Fact>
          {entry.remote !== "" && (
            <Fact name={t("entry.remote")}>
              <CopyValue value={entry.remote} mono />
            </Fact>
          )}
          {entry.request_id !== "" && (
            <Fact name={t("entry.request")}>
              <CopyValue value={entry.request_id} mono wrap />
            </Fact>
          )}
          <Fact name={t("entry.hash")}>
            <CopyValue value={entry.hash} mono wrap />
          </Fact>
        </Facts>
      </section>
      <section>
        <h3 className={classes.heading}>{t("entry.changed")}</h3>
        <DifferenceTable action={entry.action} details={entry.details} />
      </section>
      <Link to="/changes" search={{ object: entry.object }}>
        {t("entry.more")}
      </Link>
    </div>
  );
}

/** One entry, whole, beside the list. */
export function EntryDrawer({ seq, onClose }: { seq: number; onClose: () => void }) {
  const { t } = useTranslation(["audit", "common"]);
  const found = useQuery(auditEntry(seq));
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t("entry.title", { seq })}
      closeButtonProps={{ "aria-label": t("common:close") }}
      padding="md"
    >
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data === null && <StateView picture="nothing" title={t("entry.missing")} />}
      {found.data !== undefined && found.data !== null && <Whole entry={found.data} />}
    </Drawer>
  );
}
