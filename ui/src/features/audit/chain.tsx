import { Alert, Button, Group, Loader, Modal, Stack } from "@mantine/core";
import { IconAlertTriangle, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ErrorState } from "~/components/states";
import { useFormat } from "~/lib/format";

import { checkChain } from "./queries";
import classes from "./audit.module.css";

/** Has the server compute every hash of the trail again, and says what it found. */
export function ChainCheck({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["audit", "common"]);
  const format = useFormat();
  const check = useQuery({ queryKey: ["audit", "check"], queryFn: checkChain, staleTime: 0, gcTime: 0, refetchOnWindowFocus: false });
  const result = check.isFetching ? undefined : check.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("check.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="md">
        {check.isFetching && (
          <Group gap="sm" role="status" wrap="nowrap">
            <Loader size="sm" />
            {t("check.running")}
          </Group>
        )}
        {check.isError && !check.isFetching && (
          <ErrorState error={check.error} onRetry={() => void check.refetch()} />
        )}
        {result !== undefined && (
          <Alert
            role="status"
            variant="light"
            color={result.intact ? "green" : "red"}
            icon={result.intact ? <IconShieldCheck /> : <IconAlertTriangle />}
            title={
              result.intact
                ? t("check.intact")
                : t("check.broken", { seq: format.number(result.broken_at ?? 0) })
            }
          >
            {result.intact
              ? t("check.entries", { count: result.entries, shown: format.number(result.entries) })
              : result.finding}
          </Alert>
        )}
        <p className={classes.result}>{t("check.means")}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:close")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
