import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";
import { StateDot } from "~/components/values";
import { isolate } from "~/lib/isolate";

import type { Checked, Expected, Row } from "./merge";
import { toneOf, useNote, usePolicy, useReason } from "./words";
import classes from "./dns.module.css";

interface Props {
  domain: string;
  rows: readonly Row[];
  isChecking: boolean;
  explain: ((record: Expected) => ReactNode) | undefined;
}

/** A table where there is room, else one record below the other. */
export function RecordsTable({ domain, rows, isChecking, explain }: Props) {
  const { t } = useTranslation("dns");
  return (
    <div className={classes.room}>
      <table className={classes.records} aria-label={t("table", { domain: isolate(domain) })}>
        <thead>
          <tr>
            <th scope="col">{t("column.status")}</th>
            <th scope="col">{t("column.name")}</th>
            <th scope="col">{t("column.type")}</th>
            <th scope="col">{t("column.expected")}</th>
            <th scope="col">{t("column.current")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RecordRow
              key={`${row.record.type} ${row.record.name} ${row.record.value}`}
              row={row}
              isChecking={isChecking}
              explain={explain}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RecordRow({ row: { record, checked }, isChecking, explain }: Omit<Props, "domain" | "rows"> & { row: Row }) {
  const { t } = useTranslation("dns");
  const noteOf = useNote();
  const note = noteOf(record);
  const name = checked?.name ?? record.name;
  return (
    <tr>
      <td>
        {checked === undefined ? (
          <StateDot tone="quiet">{isChecking ? t("status.waiting") : t("status.open")}</StateDot>
        ) : (
          <StateDot tone={toneOf[checked.status]}>{t(`status.${checked.status}`)}</StateDot>
        )}
      </td>
      <td>
        {explain !== undefined && <p className={classes.purpose}>{explain(record)}</p>}
        {name === "" ? <span className={classes.unknown}>{t("unnamed")}</span> : <CopyValue value={name} mono wrap />}
      </td>
      <td className={classes.type}>{record.type}</td>
      <td data-label={t("column.expected")}>
        {record.value === "" ? (
          <span className={classes.unknown}>{t("unknown")}</span>
        ) : (
          <CopyValue value={record.value} mono wrap />
        )}
        {note !== "" && <p className={classes.note}>{note}</p>}
      </td>
      <td data-label={t("column.current")}>{checked !== undefined && <Current checked={checked} />}</td>
    </tr>
  );
}

/** What the DNS has, and why that has its status. */
function Current({ checked }: { checked: Checked }) {
  const { t } = useTranslation("dns");
  const reasonOf = useReason();
  const reason = reasonOf(checked);
  const policy = usePolicy()(checked);
  const isUnknown = checked.status === "unchecked";
  return (
    <>
      {checked.current.length === 0 ? (
        <span className={classes.unknown}>{isUnknown ? t("current.unknown") : t("current.none")}</span>
      ) : (
        <ul className={classes.current}>
          {checked.current.map((value, index) => (
            // Two records may read the same once they are cut.
            <li key={`${String(index)} ${value}`}>
              <bdi>{value}</bdi>
            </li>
          ))}
        </ul>
      )}
      {checked.more > 0 && <p className={classes.note}>{t("current.more", { count: checked.more })}</p>}
      {policy !== undefined && <p className={classes.note}>{policy}</p>}
      {reason !== undefined && <p className={classes.note}>{reason}</p>}
    </>
  );
}
