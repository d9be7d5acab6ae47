import { useTranslation } from "react-i18next";

import { changesOf, listChange, type MemberChange } from "./difference";
import { kindOf, useChangeWords, type ChangeWords } from "./words";
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
              <th scope="row">{words.member(change.member, kindOf(action))}</th>
              <Values change={change} words={words} before={before} after={after} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ValuesProps {
  change: MemberChange;
  words: ChangeWords;
  before: boolean;
  after: boolean;
}

/** The value of a member before and after; of a list what it lost and what it gained. */
function Values({ change, words, before, after }: ValuesProps) {
  const { t } = useTranslation("changes");
  const list = listChange(change);
  const say = (value: unknown) => words.value(change.member, value);
  if (list !== undefined) {
    const lines = (values: unknown[], of: "removed" | "added") =>
      values.length === 0 ? "—" : values.map((one) => t(`value.${of}`, { value: say(one) })).join("\n");
    return (
      <>
        <td className={classes.gone}>{lines(list.gone, "removed")}</td>
        <td>{lines(list.come, "added")}</td>
      </>
    );
  }
  return (
    <>
      {before && (
        <td className={classes.gone}>
          <bdi>{say(change.before)}</bdi>
        </td>
      )}
      {after && (
        <td>
          <bdi>{say(change.after)}</bdi>
        </td>
      )}
    </>
  );
}
