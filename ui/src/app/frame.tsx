import { ActionIcon, Kbd, Menu, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAlertTriangle,
  IconKeyboard,
  IconLanguage,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLogout,
  IconMenu2,
  IconMoon,
  IconSun,
  IconUserCircle,
  IconUserCog,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { isReachable, useReachable, watchReach } from "~/api/reach";
import { dialogOnDemand } from "~/components/on-demand";
import { signOut } from "~/components/sign-out";
import { HealthBadge } from "~/features/home/health-badge";
import { remember, remembered } from "~/lib/preferences";
import { useMay, useSession } from "~/lib/session";

import { Crumbs } from "./crumbs";
import { useLiveChanges, useStreamEnds } from "./live-changes";
import { languageChoices, useThemes } from "./look";
import { setUp } from "./navigation";
import { Palette } from "./palette/palette";
import { Rooms } from "./rooms";
import { openShortcuts, Shortcuts } from "./shortcuts";
import mark from "./mark.svg";
import classes from "./frame.module.css";

const RoomsDrawer = dialogOnDemand<{ opened: boolean; onClose: () => void }>(
  async () => (await import("./rooms-drawer")).RoomsDrawer,
);

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

function LanguageMenu() {
  const { t } = useTranslation("frame");
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("language")} title={t("language")}>
          <IconLanguage size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languageChoices().map(({ value, chosen, choose }) => (
          <Menu.RadioItem key={value} value={value} checked={chosen} lang={value} closeMenuOnClick onChange={choose}>
            {t(`language.${value}`)}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ThemeMenu() {
  const { t } = useTranslation("frame");
  const themes = useThemes();
  const isDark = themes.some(({ value, chosen }) => chosen && value === "dark");
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("theme")} title={t("theme")}>
          {isDark ? <IconMoon size={20} stroke={1.6} /> : <IconSun size={20} stroke={1.6} />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {themes.map(({ value, chosen, choose }) => (
          <Menu.RadioItem key={value} value={value} checked={chosen} closeMenuOnClick onChange={choose}>
            {t(`theme.${value}`)}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu() {
  const { t } = useTranslation("frame");
  const session = useSession();
  const maySetUp = useMay(setUp.permission);
  return (
    <Menu width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t("account", { name: session.account })} title={t("account", { name: session.account })}>
          <IconUserCircle size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <bdi>{session.account}</bdi>
        </Menu.Label>
        <Menu.Item leftSection={<IconUserCog size={16} />} component={Link} to="/account">
          {t("account.menu")}
        </Menu.Item>
        {maySetUp && (
          <Menu.Item leftSection={<setUp.icon size={16} />} component={Link} to={setUp.to}>
            {t(setUp.label)}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKeyboard size={16} />} rightSection={<Kbd size="xs">?</Kbd>} onClick={openShortcuts}>
          {t("shortcuts.title")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** An honest word while the API does not answer; everything is read anew when it is back, what never came too. */
function ReachabilityBanner() {
  const { t } = useTranslation("frame");
  const cache = useQueryClient();
  const reachable = useReachable();
  useEffect(
    () =>
      watchReach(() => {
        if (isReachable()) void cache.invalidateQueries();
      }),
    [cache],
  );
  if (reachable) return null;
  return (
    <div className={classes.banner} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      {t("unreachable")}
    </div>
  );
}

/** With a password that has to be changed the server allows nothing else; so the way leads there. */
function useForcedChange(): void {
  const { force_password_change } = useSession();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    if (force_password_change && pathname !== "/account") void navigate({ to: "/account", replace: true });
  }, [force_password_change, pathname, navigate]);
}

export function Frame() {
  const { t } = useTranslation("frame");
  useForcedChange();
  useLiveChanges();
  useStreamEnds();
  const [rail, setRail] = useState(() => remembered("rail", isBoolean) ?? false);
  const [drawer, drawerHandlers] = useDisclosure(false);
  const toggleRail = () => {
    setRail(!rail);
    remember("rail", !rail);
  };
  return (
    <div className={`${classes.frame ?? ""} ${rail ? (classes.rail ?? "") : ""}`}>
      <a href="#content" className={classes.skip}>
        {t("skip")}
      </a>
      <nav className={classes.side} aria-label={t("navigation")}>
        <Link to="/" className={classes.brand} aria-label="MailApp">
          <img src={mark} alt="" />
          <span>MailApp</span>
        </Link>
        <Rooms rail={rail} />
        <div className={classes.collapse}>
          <Tooltip label={rail ? t("expand") : t("collapse")} position="right">
            <ActionIcon aria-label={rail ? t("expand") : t("collapse")} onClick={toggleRail}>
              {rail ? <IconLayoutSidebarLeftExpand size={18} /> : <IconLayoutSidebarLeftCollapse size={18} />}
            </ActionIcon>
          </Tooltip>
        </div>
      </nav>
      <div className={classes.main}>
        <header className={classes.top}>
          <ActionIcon
            className={classes.menuButton}
            aria-label={t("navigation")}
            title={t("navigation")}
            onClick={drawerHandlers.open}>
            <IconMenu2 size={20} />
          </ActionIcon>
          <Crumbs />
          <Palette />
          <HealthBadge />
          <LanguageMenu />
          <ThemeMenu />
          <AccountMenu />
        </header>
        <ReachabilityBanner />
        <main id="content" className={classes.content} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Shortcuts />
      <RoomsDrawer opened={drawer} onClose={drawerHandlers.close} />
    </div>
  );
}
