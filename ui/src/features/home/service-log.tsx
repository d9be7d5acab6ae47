import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { onDemand } from "~/components/on-demand";

import { Choices } from "./choices";
import { Panel } from "./panel";
import type { ServiceName } from "./queries";
import classes from "./log.module.css";

const Lines = onDemand<{ name: ServiceName }>(async () => (await import("./log-lines")).Lines);

interface Props {
  names: readonly ServiceName[];
  shown: ServiceName | undefined;
  onShow: (name: ServiceName) => void;
}

/** The logs, one service at a time. */
export function ServiceLog({ names, shown, onShow }: Props) {
  const { t } = useTranslation("home");
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // Who follows a link to a log wants to see it, wherever on the page the link stood.
    if (shown !== undefined) section.current?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  return (
    <Panel
      ref={section}
      id="home-logs"
      title={t("logs.title")}
      tools={
        <Choices
          label={t("logs.choose")}
          values={names}
          chosen={shown}
          nameOf={(name) => t(`service.${name}`)}
          onChoose={onShow}
        />
      }
    >
      {shown === undefined ? (
        <p className={classes.state}>{t("logs.select")}</p>
      ) : (
        <div className={classes.lines}>
          <Lines key={shown} name={shown} />
        </div>
      )}
    </Panel>
  );
}
