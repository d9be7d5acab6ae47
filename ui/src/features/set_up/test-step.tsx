import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";

import classes from "./set-up.module.css";

/** A message to the first mailbox, and where to see it go by. */
export function TestStep({ mailbox }: { mailbox: string }) {
  const { t } = useTranslation("set_up");
  return (
    <>
      <div className={classes.hostname}>
        <CopyValue value={mailbox} wrap />
      </div>
      <ul className={classes.points}>
        <li>{t("test.write")}</li>
        <li>
          {t("test.watch")} <Link to="/" search={{ log: "postfix" }}>{t("test.log")}</Link>
        </li>
        <li>{t("test.answer")}</li>
      </ul>
    </>
  );
}
