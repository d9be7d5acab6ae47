import { Alert, Skeleton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";
import { AfterAWhile, ErrorState } from "~/components/states";

import { faultOfHost } from "./host-name";
import { hostQuery } from "./queries";
import classes from "./set-up.module.css";

/** How the name is changed: a setting of the instance, and what puts it into force. */
const setting = 'hostname = "mail.example.org"';
const command = "mailapp up";

/** The server's name: what it is for, and what has to point to it. */
export function HostStep() {
  const { t } = useTranslation("set_up");
  const found = useQuery(hostQuery);
  if (found.isError && found.data === undefined) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const host = found.data?.host;
  if (host === undefined) {
    return (
      <AfterAWhile>
        <Skeleton height={88} radius="md" />
      </AfterAWhile>
    );
  }
  const fault = faultOfHost(host.hostname);
  return (
    <>
      <div className={classes.hostname}>
        <CopyValue value={host.hostname} wrap />
      </div>
      {fault !== undefined && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle />} role="status">
          {t(`host.fault.${fault}`)}
        </Alert>
      )}
      <ul className={classes.points}>
        <li>{t("host.greets")}</li>
        <li>
          {t("host.forward")}{" "}
          {host.addresses.map((address) => (
            <code key={address} className={classes.code}>
              {address}
            </code>
          ))}
        </li>
        <li>{t("host.reverse")}</li>
      </ul>
      <p className={classes.change}>
        {t("host.change")} <code className={classes.code}>{setting}</code>
        {t("host.change.then")} <code className={classes.code}>{command}</code>
      </p>
    </>
  );
}
