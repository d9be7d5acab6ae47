import { useTranslation } from "react-i18next";

import { changesOf } from "./difference";
import { useChangeWords } from "./words";
import classes from "./changes.module.css";

/** What exactly an entry of the audit trail changed: each member, before and after. */
export function DifferenceTable({ action, details }: { action: string; details: unknown }) {
  const { t } = useTranslation("changes");
  const words = useChangeWords();
  const changes = changesOf(action, details);
  if (changes.length === 0) return <p className={classes.quiet}>{t("noDetails")}</p>;
  const before = changes.some((change) => change.before !== undefined);
  const after = changes.some((change) => change.after !== undefined);
  return (
    <div className={classes.scroll}>
      <table className={classes.difference}>
        <thead>
          <tr>
            <th scope="col">{t("member")}</th>
            {before && <th scope="col">{t("before")}</th>}
            {after && <th scope="col">{t("after")}</th>}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.member}>
              <th scope="row">{words.member(change.member)}</th>
              {before && (
                <td className={classes.gone}>
                  <bdi>{words.value(change.member, change.before)}</bdi>
                </td>
              )}
              {after && (
                <td>
                  <bdi>{words.value(change.member, change.after)}</bdi>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
