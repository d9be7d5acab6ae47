import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";
import { AfterAWhile, ErrorState } from "~/components/states";

import { hostQuery } from "./queries";
import classes from "./set-up.module.css";

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
  return (
    <>
      <div className={classes.hostname}>
        <CopyValue value={host.hostname} wrap />
      </div>
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
    </>
  );
}
