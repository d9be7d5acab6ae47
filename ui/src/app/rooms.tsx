import { Tooltip } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useSession } from "~/lib/session";

import { isWithin, navigation, type NavigationEntry } from "./navigation";
import classes from "./frame.module.css";

/** The rooms that somebody may see, in their groups. */
export function Rooms({ rail, onNavigate }: { rail: boolean; onNavigate?: () => void }) {
  const { t } = useTranslation("frame");
  const { permissions } = useSession();
  const { pathname } = useLocation();
  const entry = (room: NavigationEntry) => {
    const link = (
      <Link
        to={room.to}
        className={classes.link}
        aria-current={isWithin(pathname, room.to) ? "page" : undefined}
        {...(rail ? { "aria-label": t(room.label) } : {})}
        {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
      >
        <room.icon size={18} stroke={1.6} aria-hidden />
        <span className={classes.linkText}>{t(room.label)}</span>
      </Link>
    );
    return (
      <li key={room.to}>
        {rail ? (
          <Tooltip label={t(room.label)} position="right">
            {link}
          </Tooltip>
        ) : (
          link
        )}
      </li>
    );
  };
  return (
    <div className={classes.nav}>
      {navigation.map((group, i) => {
        const shown = group.entries.filter((room) => permissions.includes(room.permission));
        if (shown.length === 0) return null;
        return (
          <div key={group.label ?? String(i)} className={classes.group}>
            {group.label !== undefined && <div className={classes.groupLabel}>{t(group.label)}</div>}
            <ul className={classes.links}>{shown.map(entry)}</ul>
          </div>
        );
      })}
    </div>
  );
}
