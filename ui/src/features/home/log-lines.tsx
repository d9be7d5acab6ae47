import { Button, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { LogView } from "~/components/log/log-view";
import { notifyFailed } from "~/components/notify";
import { AfterAWhile, ErrorState } from "~/components/states";
import { useFormat } from "~/lib/format";

import { LogDownload } from "./log-download";
import type { ServiceName } from "./queries";
import { useServiceLog } from "./use-log";
import classes from "./log.module.css";

/** The log of one service: followed, searched, held, taken away as a file. */
export function Lines({ name }: { name: ServiceName }) {
  const { t } = useTranslation(["home", "common"]);
  const format = useFormat();
  const [following, setFollowing] = useState(true);
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 250);
  const log = useServiceLog(name, search, following);
  const lines = log.data?.lines ?? [];
  const { readOlder } = log;
  const older = useCallback(() => {
    readOlder().catch(notifyFailed);
  }, [readOlder]);
  const leave = useCallback(() => {
    setFollowing(false);
  }, []);
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          aria-label={t("log.search", { name: t(`service.${name}`) })}
          placeholder={t("common:list.search")}
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <span className={classes.count} role="status">
          {log.isSuccess ? t("log.lines", { count: lines.length, shown: format.number(lines.length) }) : ""}
        </span>
        <Button
          variant="default"
          leftSection={following ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
          onClick={() => {
            setFollowing(!following);
          }}
        >
          {following ? t("log.pause") : t("log.follow")}
        </Button>
        <LogDownload name={name} search={search} disabled={lines.length === 0} />
      </div>
      <div className={classes.body}>
        {log.isPending ? (
          <AfterAWhile>
            <div className={classes.state}>
              <Loader size="sm" aria-label={t("common:loading")} />
            </div>
          </AfterAWhile>
        ) : log.isError && log.data === undefined ? (
          <ErrorState error={log.error} onRetry={() => void log.refetch()} />
        ) : lines.length === 0 ? (
          <p className={classes.state}>{search === "" ? t("log.empty") : t("log.nothing", { text: search })}</p>
        ) : (
          <LogView label={t("log.of", { name: t(`service.${name}`) })} lines={lines} following={following} onLeave={leave} onTop={older} />
        )}
      </div>
    </>
  );
}
