import { useTranslation } from "react-i18next";

import { StateDot } from "~/components/values";
import { useFormat } from "~/lib/format";

import { isLong, secondsOf, toneOf, waitOf, type Part, type Waiting } from "./waiting";
import classes from "./applied.module.css";

const partNames = ["directory", "dkim", "traps", "sessions"] as const;

const knownOf = (part: Part) => partNames.find((name) => name === part.name);

/** What a part is called. */
export function usePartName(): (part: Part) => string {
  const { t } = useTranslation("applied");
  return (part) => {
    const known = knownOf(part);
    return known === undefined ? part.name : t(`part.${known}`);
  };
}

/** In a few words: how it stands with what waits; nothing waits any more without it. */
export function useWaitWord(): (waiting: Waiting | undefined) => string {
  const { t } = useTranslation("applied");
  const format = useFormat();
  return (waiting) => {
    if (waiting === undefined) return t("done");
    if (waiting.seconds !== undefined && isLong(waiting.seconds)) return t("late", { time: format.duration(waiting.seconds) });
    return waiting.isStuck ? t("stuck") : t("waiting");
  };
}

/** The parts that are late, each with what that means for the mail and what keeps it. */
export function LateParts({ parts, now }: { parts: readonly Part[]; now: number }) {
  const { t } = useTranslation("applied");
  const format = useFormat();
  const nameOf = usePartName();
  return (
    <ul className={classes.parts}>
      {parts.map((part) => {
        const known = knownOf(part);
        const seconds = secondsOf(part, now);
        return (
          <li key={part.name}>
            <StateDot tone={toneOf(waitOf([part], now))}>{nameOf(part)}</StateDot>
            <span className={classes.detail}>
              {seconds === undefined
                ? t("silent")
                : t("behind", {
                    count: part.behind,
                    shown: format.number(part.behind),
                    time: format.duration(seconds),
                  })}
            </span>
            {known !== undefined && seconds !== undefined && (
              <span className={classes.detail}>{t(`means.${known}`)}</span>
            )}
            {part.problem !== "" && <bdi className={classes.detail}>{t("problem", { problem: part.problem })}</bdi>}
          </li>
        );
      })}
    </ul>
  );
}
