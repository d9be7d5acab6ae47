import { useTranslation } from "react-i18next";

import { StateDot } from "~/components/values";
import { useFormat } from "~/lib/format";

import type { Row } from "./merge";
import { alwaysCounted, statuses, toneOf } from "./words";
import classes from "./dns.module.css";

/** How many records have each status; warnings and what could not be checked only when there are some. */
export function Counters({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation("dns");
  const format = useFormat();
  const known = rows.some(({ checked }) => checked !== undefined);
  const counts = statuses.map((status) => ({
    status,
    count: rows.filter(({ checked }) => checked?.status === status).length,
  }));
  return (
    <ul className={classes.counters} aria-label={t("counters")}>
      {counts.map(({ status, count }) =>
        count === 0 && !alwaysCounted.includes(status) ? null : (
          <li key={status}>
            <b>{known ? format.number(count) : "–"}</b>
            <StateDot tone={toneOf[status]}>{t(`status.${status}`)}</StateDot>
          </li>
        ),
      )}
    </ul>
  );
}
