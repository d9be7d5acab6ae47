import { Button, Radio, Stack, useMantineColorScheme } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ObjectChanges } from "~/components/changes/object-changes";
import { Page } from "~/components/page";
import { signOut } from "~/components/sign-out";
import { Card, Fact, Facts, When } from "~/components/values";
import { useFormat } from "~/lib/format";
import { switchLanguage } from "~/lib/i18n";
import { languages } from "~/lib/preferences";
import { useMay, useSession } from "~/lib/session";

import { ChangePassword } from "./password";
import classes from "./account.module.css";

const schemes = ["auto", "light", "dark"] as const;

function Appearance() {
  const { t, i18n } = useTranslation("account");
  // Holding transitions would take a style element, which the content security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Card title={t("look.title")} help={t("look.help")}>
      <Stack gap="lg">
        <Radio.Group
          label={t("look.language")}
          value={i18n.language}
          onChange={(value) => {
            const wanted = languages.find((one) => one === value);
            if (wanted !== undefined) void switchLanguage(wanted);
          }}
        >
          <Stack gap="xs" mt="xs">
            {languages.map((one) => (
              <Radio key={one} value={one} label={t(`language.${one}`)} lang={one} />
            ))}
          </Stack>
        </Radio.Group>
        <Radio.Group
          label={t("look.theme")}
          value={colorScheme}
          onChange={(value) => {
            const wanted = schemes.find((one) => one === value);
            if (wanted !== undefined) setColorScheme(wanted);
          }}
        >
          <Stack gap="xs" mt="xs">
            {schemes.map((one) => (
              <Radio key={one} value={one} label={t(`theme.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
      </Stack>
    </Card>
  );
}

/** The own account: password, language, theme, where one is signed in, and the way out. */
export function AccountPage() {
  const { t } = useTranslation("account");
  const format = useFormat();
  const session = useSession();
  const maySeeSessions = useMay("access_read");
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <Button variant="default" leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t("signOut")}
        </Button>
      }
    >
      <div className={classes.columns}>
        <div className={classes.stack}>
          <ChangePassword />
          <Appearance />
        </div>
        <div className={classes.stack}>
          <Card title={t("session.title")}>
            <Facts>
              <Fact name={t("session.account")}>
                <bdi>{session.account}</bdi>
              </Fact>
              <Fact name={t("session.since")}>
                <When at={session.created} />
              </Fact>
              <Fact name={t("session.expires")}>
                <When at={session.expires} />
              </Fact>
              <Fact name={t("session.idle")}>{format.duration(session.idle_life)}</Fact>
            </Facts>
            {maySeeSessions && (
              <p className={classes.more}>
                <Link to="/sessions" search={{ account: session.account }}>
                  {t("session.all")}
                </Link>
              </p>
            )}
          </Card>
          <ObjectChanges object={session.account} kind="administrator" />
        </div>
      </div>
    </Page>
  );
}
