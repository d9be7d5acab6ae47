import { useTranslation } from "react-i18next";

import { usageTone } from "~/components/values";
import { useFormat } from "~/lib/format";

import type { SystemStatus } from "./queries";
import classes from "./gauges.module.css";

const ownParts = ["mail", "database", "queue", "logs", "other"] as const;

interface Part {
  id: (typeof ownParts)[number] | "rest" | "free";
  /** null while it is not counted. */
  bytes: number | null;
  /** Its share of the bar; while nothing is counted all that is used is one piece. */
  width: number;
}

/** The disk in parts that add up to it: those of this instance, what else lies on the disk, and what is free. */
export function diskParts({ mail_disk, disk_parts }: SystemStatus): Part[] {
  const counted = disk_parts === null ? 0 : ownParts.reduce((sum, id) => sum + disk_parts[id], 0);
  const rest = Math.max(0, mail_disk.used - counted);
  return [
    ...ownParts.map((id) => ({ id, bytes: disk_parts?.[id] ?? null, width: disk_parts?.[id] ?? 0 })),
    { id: "rest", bytes: disk_parts === null ? null : rest, width: rest },
    { id: "free", bytes: mail_disk.available, width: mail_disk.available },
  ];
}

/** How full the disk of the mail is, and of what. */
export function Disk({ status, agentIsAway }: { status: SystemStatus; agentIsAway: boolean }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const parts = diskParts(status);
  const whole = Math.max(1, parts.reduce((sum, part) => sum + part.width, 0));
  const { used, available } = status.mail_disk;
  const isKnown = status.mail_disk.total > 0;
  const percent = (used / Math.max(1, used + available)) * 100;
  return (
    <div>
      <div className={classes.head}>
        <h2 className={classes.title}>{t("disk.title")}</h2>
        <span className={classes.value} data-tone={usageTone(percent)}>
          {isKnown ? format.percent(Math.round(percent)) : "—"}
        </span>
        <span className={classes.text}>
          {isKnown ? t("disk.text", { used: format.bytes(used), free: format.bytes(available) }) : "—"}
        </span>
      </div>
      <div className={classes.stack} aria-hidden="true">
        {parts.map(
          (part) =>
            part.width > 0 && (
              <span
                key={part.id}
                data-part={part.id}
                title={part.bytes === null ? undefined : `${t(`disk.${part.id}`)}: ${format.bytes(part.bytes)}`}
                style={{ flexGrow: part.width / whole }}
              />
            ),
        )}
      </div>
      <dl className={classes.legend}>
        {parts.map((part) => (
          <div key={part.id}>
            <dt data-part={part.id}>{t(`disk.${part.id}`)}</dt>
            <dd>{part.bytes === null || !isKnown ? "—" : format.bytes(part.bytes)}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>
        {status.disk_parts !== null
          ? t("disk.counted", { when: format.relative(status.disk_parts.measured) })
          : isKnown && t(agentIsAway ? "disk.unknown" : "disk.counting")}
      </p>
    </div>
  );
}
