import { useTranslation } from "react-i18next";

import { usageTone } from "~/components/values";
import { useFormat } from "~/lib/format";

import type { SystemStatus } from "./queries";
import classes from "./gauges.module.css";

interface GaugeProps {
  title: string;
  /** 0 to 100; null while it is not known. */
  percent: number | null;
  text: string;
  /** Whether being full is a matter of concern; a processor at work is not. */
  scarce?: boolean;
}

function Gauge({ title, percent, text, scarce = false }: GaugeProps) {
  const format = useFormat();
  const tone = percent === null || !scarce ? undefined : usageTone(percent);
  return (
    <div>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <span className={classes.value} data-tone={tone}>
          {percent === null ? "—" : format.percent(Math.round(percent))}
        </span>
        <span className={classes.text}>{text}</span>
      </div>
      <div
        className={classes.track}
        role="meter"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent ?? 0)}
        {...(percent === null ? { "aria-valuetext": "—" } : {})}
      >
        <div
          className={classes.fill}
          data-tone={tone}
          style={{ width: `${String(Math.min(100, percent ?? 0))}%` }}
        />
      </div>
    </div>
  );
}

/** How busy the machine is now. */
export function Load({ status: { host } }: { status: SystemStatus }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const used = host.memory_total - host.memory_available;
  return (
    <>
      <Gauge
        title={t("processor.title")}
        percent={host.processor_percent}
        text={host.processors === 0 ? "—" : t("processor.text", {
          count: host.processors,
          load: host.load.map((one) => format.number(Math.round(one * 100) / 100)).join(" · "),
        })}
      />
      <Gauge
        title={t("memory.title")}
        scarce
        percent={host.memory_total === 0 ? null : (used / host.memory_total) * 100}
        text={host.memory_total === 0 ? "—" : t("memory.text", { used: format.bytes(used), total: format.bytes(host.memory_total) })}
      />
    </>
  );
}
