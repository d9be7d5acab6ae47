import { Button, Group, Modal, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "./form.module.css";

export interface Difference {
  field: string;
  /** The value in the field's own way of writing, if it has one. */
  write: (value: unknown) => string | undefined;
  before: unknown;
  theirs: unknown;
  mine: unknown;
}

interface Props {
  differences: Difference[];
  busy: boolean;
  onClose: () => void;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** Two people changed one object: what is different now, and which values to keep. */
export function ChangedMeanwhile({ differences, busy, onClose, onKeepMine, onTakeTheirs }: Props) {
  const { t } = useTranslation();
  const write = (difference: Difference, value: unknown): string => {
    const own = difference.write(value);
    if (own !== undefined) return own;
    if (typeof value === "boolean") return value ? t("yes") : t("no");
    if (Array.isArray(value)) return value.length === 0 ? "—" : value.map(String).join(", ");
    if (value === null || value === undefined || value === "") return "—";
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("changed.title")}
      size="lg"
      zIndex={350}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack gap="md">
        <span>{t("changed.text")}</span>
        <table className={classes.changed}>
          <thead>
            <tr>
              <th scope="col">{t("changed.field")}</th>
              <th scope="col">{t("changed.before")}</th>
              <th scope="col">{t("changed.theirs")}</th>
              <th scope="col">{t("changed.mine")}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.field}>
                <th scope="row">{difference.field}</th>
                <td>{write(difference, difference.before)}</td>
                <td>{write(difference, difference.theirs)}</td>
                <td>{write(difference, difference.mine)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onTakeTheirs}>
            {t("changed.takeTheirs")}
          </Button>
          <Button loading={busy} onClick={onKeepMine}>
            {t("changed.keepMine")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
