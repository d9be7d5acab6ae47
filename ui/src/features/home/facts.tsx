import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";
import { Fact, Facts } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useNow } from "~/lib/use-now";

import type { SystemStatus } from "./queries";
import classes from "./facts.module.css";

/** The server's own clock: its time of when it answered, and what has passed here since. */
function Clock({ host, asOf }: { host: SystemStatus["host"]; asOf: number }) {
  const format = useFormat();
  const now = useNow();
  const there = new Date(host.time).getTime() + Math.max(0, now - asOf);
  // Moved by the difference of both offsets: the server says its own, and its zone's name need not be known here.
  const moved = there + (host.utc_offset_seconds + new Date(there).getTimezoneOffset() * 60) * 1000;
  return (
    <time className={classes.clock} dateTime={new Date(there).toISOString()}>
      {format.dateTime(new Date(moved))}
    </time>
  );
}

function offsetText(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return `UTC${seconds < 0 ? "−" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What this server is. */
export function SystemFacts({ status, asOf }: { status: SystemStatus; asOf: number }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const { host } = status;
  return (
    <div className={classes.facts}>
      <Facts>
        <Fact name={t("fact.hostname")}>
          {host.hostname === "" ? "—" : <CopyValue value={host.hostname} />}
        </Fact>
        <Fact name={t("fact.addresses")}>
          <div className={classes.addresses}>
            {host.addresses.length === 0
              ? "—"
              : host.addresses.map((address) => (
                  <div key={address}>
                    <CopyValue value={address} />
                  </div>
                ))}
          </div>
        </Fact>
        <Fact name={t("fact.architecture")}>{host.architecture === "" ? "—" : host.architecture}</Fact>
        <Fact name={t("fact.version")}>{status.program_version === "" ? "—" : status.program_version}</Fact>
        <Fact name={t("fact.time")}>
          {host.time === "" ? "—" : <Clock host={host} asOf={asOf} />}
        </Fact>
        <Fact name={t("fact.zone")}>
          {host.time === "" ? "—" : host.time_zone === "" ? offsetText(host.utc_offset_seconds) : `${host.time_zone} (${offsetText(host.utc_offset_seconds)})`}
        </Fact>
        <Fact name={t("fact.uptime")}>{host.uptime_seconds === 0 ? "—" : format.duration(host.uptime_seconds)}</Fact>
      </Facts>
    </div>
  );
}
