import { Button } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ApiProblem, Unreachable } from "~/api/client";

import { CopyValue } from "./copy-value";
import classes from "./states.module.css";

/** Line drawings of the empty states: an envelope on its way, an empty tray, a broken line. */
const pictures = {
  empty: "M18 74h124M40 74V38a4 4 0 0 1 4-4h72a4 4 0 0 1 4 4v36M40 40l40 24 40-24M64 22h32M72 12h16",
  nothing: "M70 60a26 26 0 1 0-.1 0M89 52l27 26M52 34h36M18 84h36M106 84h36",
  error: "M18 74h42l8-14 12 24 10-30 8 20h44M44 34a36 36 0 0 1 72 0",
  forbidden: "M56 46h48v34H56zM64 46V34a16 16 0 0 1 32 0v12M80 60v8M18 80h26M116 80h26",
} as const;

interface StateProps {
  picture: keyof typeof pictures;
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  role?: "alert" | "status";
  /** 1 where this is all that the page has to say. */
  level?: 1 | 2;
}

export function StateView({ picture, title, text, children, role, level = 2 }: StateProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={classes.state} role={role}>
      <svg className={classes.picture} viewBox="0 0 160 96" aria-hidden="true">
        <path
          d={pictures[picture]}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <Heading className={classes.title}>{title}</Heading>
      {text !== undefined && <p className={classes.text}>{text}</p>}
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </div>
  );
}

/** What failed, in words; the text of a refusal came with it. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof ApiProblem) return error.problem.detail;
    if (error instanceof Unreachable) return t("error.network");
    return t("error.unexpected", { what: error instanceof Error ? error.message : String(error) });
  };
}

/** What failed, what still works, and how to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const say = useErrorText();
  if (error instanceof ApiProblem && error.problem.status === 403) {
    return <StateView picture="forbidden" title={t("forbidden.title")} text={t("forbidden.text")} role="alert" />;
  }
  return (
    <StateView
      picture="error"
      title={t("error.title")}
      text={
        <>
          {say(error)} {error instanceof Unreachable ? t("error.back") : t("error.text")}
        </>
      }
      role="alert"
    >
      {onRetry !== undefined && (
        <Button variant="default" onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
      {error instanceof ApiProblem && (
        <p className={classes.detail}>
          {t("error.request")} <CopyValue value={error.problem.request_id} mono />
        </p>
      )}
    </StateView>
  );
}

interface AfterAWhileProps {
  children: ReactNode;
  /** Milliseconds. */
  wait?: number;
  /** What stands there until then. */
  meanwhile?: ReactNode;
}

/** Shows its children only when a wait lasts: what is there at once must not flicker. */
export function AfterAWhile({ children, wait = 150, meanwhile = null }: AfterAWhileProps) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setShown(true);
    }, wait);
    return () => {
      clearTimeout(timer);
    };
  }, [wait]);
  return shown ? children : meanwhile;
}
