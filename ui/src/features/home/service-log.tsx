import { useEffect, useRef, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { onDemand } from "~/components/on-demand";

import { Choices } from "./choices";
import { Panel } from "./panel";
import { serviceNames, type ServiceName } from "./queries";
import classes from "./log.module.css";

const Lines = onDemand<{ name: ServiceName }>(async () => (await import("./log-lines")).Lines);

interface Props {
  shown: ServiceName | undefined;
  onShow: (name: ServiceName) => void;
}

/** What says that somebody looks around by themselves now. */
const ownWays = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/**
 * Who follows a link to a log wants to see it, wherever on the page the link stood: the section comes into sight, and
 * stays there while what is above it arrives and grows, until somebody goes another way.
 */
function useInSight(section: RefObject<HTMLElement | null>, shown: ServiceName | undefined) {
  useEffect(() => {
    const element = section.current;
    if (shown === undefined || element === null || element.parentElement === null) return undefined;
    const show = () => {
      element.scrollIntoView({ block: "nearest" });
    };
    const grown = new ResizeObserver(show);
    const leave = () => {
      grown.disconnect();
      for (const way of ownWays) removeEventListener(way, leave);
    };
    show();
    grown.observe(element.parentElement);
    for (const way of ownWays) addEventListener(way, leave, { passive: true });
    return leave;
  }, [section, shown]);
}

/** Of which service the log is. */
export function LogChoice({ shown, onShow }: Props) {
  const { t } = useTranslation("home");
  return (
    <Choices
      label={t("logs.choose")}
      values={serviceNames}
      chosen={shown}
      nameOf={(name) => t(`service.${name}`)}
      onChoose={onShow}
    />
  );
}

export function LogOf({ name }: { name: ServiceName }) {
  return (
    <div className={classes.lines}>
      <Lines key={name} name={name} />
    </div>
  );
}

/** The logs on Home, one service at a time. */
export function ServiceLog({ shown, onShow }: Props) {
  const { t } = useTranslation("home");
  const section = useRef<HTMLElement>(null);
  useInSight(section, shown);
  return (
    <Panel ref={section} id="home-logs" title={t("logs.title")} tools={<LogChoice shown={shown} onShow={onShow} />}>
      {shown === undefined ? <p className={classes.state}>{t("logs.select")}</p> : <LogOf name={shown} />}
    </Panel>
  );
}
