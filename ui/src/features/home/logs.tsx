import { useTranslation } from "react-i18next";

import { Page } from "~/components/page";
import { useSearchText } from "~/lib/url-state";

import { serviceNames } from "./queries";
import { LogChoice, LogOf } from "./service-log";
import classes from "./logs.module.css";

/** The logs with the whole page for themselves. */
export function Logs() {
  const { t } = useTranslation("home");
  const [search, change] = useSearchText();
  const shown = serviceNames.find((name) => name === search["log"]) ?? "postfix";
  return (
    <Page title={t("logs.title")} lead={t("logs.lead")}>
      <div className={classes.logs}>
        <div className={classes.head}>
          <LogChoice
            shown={shown}
            onShow={(name) => {
              change({ log: name });
            }}
          />
        </div>
        <LogOf name={shown} />
      </div>
    </Page>
  );
}
