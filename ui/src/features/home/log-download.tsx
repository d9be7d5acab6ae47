import { Button } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { notifyDone, notifyFailed } from "~/components/notify";
import { download } from "~/lib/download";
import { useFormat } from "~/lib/format";

import type { ServiceName } from "./queries";
import { wholeLog } from "./whole-log";
import classes from "./log.module.css";

interface Progress {
  lines: number;
  oldest: string | null;
}

/** Takes the whole log away as a file; while it comes, how far back it is and the way to stop. */
export function LogDownload({ name, search, disabled }: { name: ServiceName; search: string; disabled: boolean }) {
  const { t } = useTranslation(["home", "common"]);
  const format = useFormat();
  const [progress, setProgress] = useState<Progress | undefined>();
  const running = useRef<AbortController>(undefined);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );

  const start = async () => {
    const stop = new AbortController();
    running.current = stop;
    setProgress({ lines: 0, oldest: null });
    try {
      const file = await wholeLog(name, search, stop.signal, (lines, oldest) => {
        setProgress({ lines, oldest });
      });
      download(`${name}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.log`, new Blob([file.text], { type: "text/plain" }));
      const said = { count: file.lines, shown: format.number(file.lines) };
      notifyDone(file.whole ? t("log.downloaded", said) : t("log.downloaded.part", said));
    } catch (error) {
      if (!stop.signal.aborted) notifyFailed(error);
    } finally {
      setProgress(undefined);
    }
  };

  if (progress === undefined) {
    return (
      <Button variant="default" leftSection={<IconDownload size={16} />} disabled={disabled} onClick={() => void start()}>
        {t("log.download")}
      </Button>
    );
  }
  return (
    <>
      <span className={classes.progress} role="status">
        {progress.oldest === null
          ? t("log.downloading", { shown: format.number(progress.lines) })
          : t("log.downloading.back", { shown: format.number(progress.lines), time: format.stamp(progress.oldest) })}
      </span>
      <Button variant="default" leftSection={<IconX size={16} />} onClick={() => running.current?.abort()}>
        {t("log.downloading.stop")}
      </Button>
    </>
  );
}
