import { Tooltip } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { Fragment, useId } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "~/lib/session";

import { isAllowed, isWithin, navigation, type NavigationEntry, type NavigationGroup } from "./navigation";
import classes from "./frame.module.css";

interface Props {
  rail: boolean;
  onNavigate?: () => void;
}

function Room({ room, rail, onNavigate }: Props & { room: NavigationEntry }) {
  const { t } = useTranslation("frame");
  const { pathname } = useLocation();
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
    <li>
      {rail ? (
        <Tooltip label={t(room.label)} position="right">
          {link}
        </Tooltip>
      ) : (
        link
      )}
    </li>
  );
}

/** Some rooms under what they belong to: "System › Access". The rail has room for the last of these words. */
function Group({ group, ...way }: Props & { group: NavigationGroup }) {
  const { t } = useTranslation("frame");
  const id = useId();
  const { labels, entries } = group;
  const list = (
    <ul className={classes.links} {...(labels.length === 0 ? {} : { "aria-labelledby": id })}>
      {entries.map((room) => (
        <Room key={room.to} room={room} {...way} />
      ))}
    </ul>
  );
  return (
    <div className={classes.group}>
      {labels.length > 0 && (
        <div id={id} className={classes.groupLabel}>
          {labels.map((label, index) => (
            <Fragment key={label}>
              {index > 0 && <IconChevronRight size={12} aria-hidden />}
              <span>{t(label)}</span>
            </Fragment>
          ))}
        </div>
      )}
      {list}
    </div>
  );
}

/** The rooms that somebody may see, in their groups. */
export function Rooms(way: Props) {
  const { permissions } = useSession();
  const shown = navigation
    .map((group) => ({ ...group, entries: group.entries.filter((room) => isAllowed(room, permissions)) }))
    .filter(({ entries }) => entries.length > 0);
  return (
    <div className={classes.nav}>
      {shown.map((group) => (
        <Group key={group.entries[0]?.to} group={group} {...way} />
      ))}
    </div>
  );
}
