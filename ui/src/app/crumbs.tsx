import { Link, useLocation, useMatches } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { usePageTitle } from "~/lib/page-title";

import { isWithin, navigation } from "./navigation";
import classes from "./frame.module.css";

/** Where one is: the room, and inside it or outside of all rooms the page by its own title. */
export function Crumbs() {
  const { t } = useTranslation("frame");
  const matches = useMatches();
  const { pathname } = useLocation();
  const title = usePageTitle();
  const room = navigation.flatMap((group) => group.entries).find((entry) => isWithin(pathname, entry.to));
  const inside = Object.keys(matches[matches.length - 1]?.params ?? {}).length > 0;
  return (
    <nav aria-label={t("breadcrumb")} className={classes.crumbs}>
      <ol className={classes.crumbs}>
        {room !== undefined && (
          <li>
            {inside ? <Link to={room.to}>{t(room.label)}</Link> : <span aria-current="page">{t(room.label)}</span>}
          </li>
        )}
        {(room === undefined || inside) && title !== "" && (
          <li>
            <bdi aria-current="page" title={title}>
              {title}
            </bdi>
          </li>
        )}
      </ol>
    </nav>
  );
}
