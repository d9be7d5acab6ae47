import { Alert, Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCopy, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { encode } from "uqr";

import { CopyValue } from "~/components/copy-value";
import { Column } from "~/components/detail";
import { ErrorState } from "~/components/states";
import { Card, Fact, Facts } from "~/components/values";

import { clientSettingsQuery, type ClientSettings } from "./queries";
import classes from "./mailboxes.module.css";

/** A QR code as one path: a square for each dark module. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: "M", border: 2 });
    const squares = code.data.flatMap((row, y) =>
      row.flatMap((dark, x) => (dark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
    );
    return { size: code.size, path: squares.join("") };
  }, [text]);
  return (
    <svg
      className={classes.qr}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${String(size)} ${String(size)}`}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}

/** What the owner of a mailbox enters into a mail program: to read, to copy, to print, to scan. */
export function ClientSettingsView({ address }: { address: string }) {
  const found = useQuery(clientSettingsQuery(address));
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  return found.data === undefined ? null : <Settings settings={found.data} />;
}

function Settings({ settings }: { settings: ClientSettings }) {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const clipboard = useClipboard({ timeout: 1500 });
  const services = settings.services.filter((service) => service.enabled && service.servers.length > 0);
  const text = [
    settings.display_name === "" ? settings.address : `${settings.display_name} <${settings.address}>`,
    `${t("client.user")}: ${settings.user_name}`,
    ...services.flatMap((service) =>
      service.servers
        .slice(0, 1)
        .map(
          (server) =>
            `${t(`client.${service.protocol}`)}: ${server.host}, ${t("client.port")} ${String(server.port)}, ` +
            t(`client.encryption.${server.encryption}`),
        ),
    ),
  ].join("\n");
  return (
    <Column>
      {!settings.can_sign_in && (
        <Alert color="yellow" variant="light">
          {t("client.closed")}
        </Alert>
      )}
      <div className={classes.client}>
        <Card title={t("client.title")} help={t("client.help")}>
          <Facts>
            <Fact name={t("client.address")}>
              <CopyValue value={settings.address} wrap />
            </Fact>
            <Fact name={t("client.user")}>
              <CopyValue value={settings.user_name} wrap />
            </Fact>
            <Fact name={t("form.password")}>{t("client.password")}</Fact>
          </Facts>
          {services.map((service) => (
            <section key={service.protocol} className={classes.service}>
              <h3 className={classes.serviceName}>{t(`client.${service.protocol}`)}</h3>
              {service.servers.map((server, i) => (
                <Facts key={`${server.host} ${String(server.port)}`}>
                  <Fact name={i === 0 ? t("client.server") : t("client.otherwise")}>
                    <CopyValue value={server.host} mono />
                  </Fact>
                  <Fact name={t("client.port")}>
                    <CopyValue value={String(server.port)} mono />
                  </Fact>
                  <Fact name={t("client.encryption")}>{t(`client.encryption.${server.encryption}`)}</Fact>
                </Facts>
              ))}
            </section>
          ))}
        </Card>
        <Card title={t("client.qr")} help={t("client.qr.help")}>
          <QrCode text={text} label={t("client.qr")} />
          <div className={classes.clientActions}>
            <Button
              variant="default"
              leftSection={<IconCopy size={16} />}
              onClick={() => {
                clipboard.copy(text);
              }}
            >
              {clipboard.copied ? t("common:copied") : t("client.copy")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} />}
              onClick={() => {
                window.print();
              }}
            >
              {t("client.print")}
            </Button>
          </div>
        </Card>
      </div>
    </Column>
  );
}
