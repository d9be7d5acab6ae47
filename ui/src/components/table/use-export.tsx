import { Button, Group, Progress, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { useTranslation } from "react-i18next";

import { notifyFailed } from "~/components/notify";
import { download } from "~/lib/download";
import { useFormat } from "~/lib/format";

import { exported, type ExportKind } from "./export";
import type { Column, Source } from "./types";
import type { ListState } from "./use-list";

interface RunningProps {
  done: number;
  total: number;
  onCancel: () => void;
}

/** How far an export is, and how to end it. */
function Running({ done, total, onCancel }: RunningProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = t("list.export.running", { done: format.number(done), total: format.number(total) });
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span>{total === 0 ? t("loading") : words}</span>
        <Button size="compact-sm" variant="subtle" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </Group>
      <Progress aria-label={t("list.export")} value={(done / Math.max(1, total)) * 100} />
    </Stack>
  );
}

/** Downloads all rows that the filter shows, with every column. */
export function useExport<Row>(name: string, source: Source<Row>, columns: readonly Column<Row>[], state: ListState) {
  return async (kind: ExportKind) => {
    const stop = new AbortController();
    const cancel = () => {
      stop.abort();
    };
    const id = notifications.show({
      message: <Running done={0} total={0} onCancel={cancel} />,
      autoClose: false,
      withCloseButton: false,
    });
    try {
      const file = await exported({
        kind,
        source,
        state,
        columns,
        signal: stop.signal,
        onProgress: (done, total) => {
          notifications.update({ id, message: <Running done={done} total={total} onCancel={cancel} /> });
        },
      });
      download(`${name}.${kind}`, file);
    } catch (error) {
      if (stop.signal.aborted) notifications.show({ message: i18next.t("list.export.cancelled") });
      else notifyFailed(error);
    } finally {
      notifications.hide(id);
    }
  };
}
