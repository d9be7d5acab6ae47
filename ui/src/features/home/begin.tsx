import { IconListCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import classes from "./begin.module.css";

/** The way into the set-up, while there is nothing that mail could come to. */
export function Begin({ missing }: { missing: "domain" | "mailbox" }) {
  const { t } = useTranslation("home");
  return (
    <section className={classes.begin} aria-labelledby="home-begin">
      <div>
        <h2 id="home-begin" className={classes.title}>
          {t(`begin.${missing}`)}
        </h2>
        <p className={classes.text}>{t("begin.text")}</p>
      </div>
      <Link to="/set-up" className={classes.link}>
        <IconListCheck size={16} aria-hidden />
        {t("setUp")}
      </Link>
    </section>
  );
}
