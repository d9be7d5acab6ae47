import { IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMay } from "~/lib/session";

import { countQuery } from "./queries";
import classes from "./begin.module.css";

/** The way into the set-up, while there is nothing that mail could come to. */
export function Begin() {
  const { t } = useTranslation("home");
  const may = useMay("domains_write");
  const domains = useQuery({ ...countQuery("domains"), enabled: may });
  const mailboxes = useQuery({ ...countQuery("mailboxes"), enabled: may });
  const missing = domains.data === 0 ? "domain" : mailboxes.data === 0 ? "mailbox" : undefined;
  if (!may || missing === undefined) return null;
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
