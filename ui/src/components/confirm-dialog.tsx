import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { shownAddress } from "~/lib/idn";
import { unisolated } from "~/lib/isolate";

import { notifyFailed } from "./notify";
import classes from "./confirm.module.css";

export interface ConfirmProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What goes, and how much of it. */
  children: ReactNode;
  /** The verb on the button. */
  confirmLabel: string;
  /** For what cannot be taken back: has to be typed first. */
  typeToConfirm?: string;
  danger?: boolean;
  /** What it would do is not known yet. */
  waiting?: boolean;
  /** It would be refused: the dialog only says so, and offers nothing that cannot be done. */
  impossible?: boolean;
  onConfirm: () => Promise<unknown>;
}

/** A small dialog before something that matters. It stays until the server has answered. */
export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  confirmLabel,
  typeToConfirm,
  danger = true,
  waiting = false,
  impossible = false,
  onConfirm,
}: ConfirmProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const shown = typeToConfirm === undefined ? undefined : shownAddress(typeToConfirm);
  const isTyped =
    typeToConfirm === undefined ||
    [typeToConfirm, shown ?? ""].some((name) => unisolated(typed).normalize() === unisolated(name).normalize());
  const ready = isTyped && !waiting && !impossible;

  const close = () => {
    setTyped("");
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      close();
    } catch (error) {
      notifyFailed(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) void confirm();
        }}
      >
        <Stack gap="md">
          <div className={classes.text}>{children}</div>
          {typeToConfirm !== undefined && !impossible && (
            <TextInput
              label={t("confirm.type", { name: shown })}
              value={typed}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              data-autofocus
              onChange={(event) => {
                setTyped(event.currentTarget.value);
              }}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} autoFocus={impossible}>
              {impossible ? t("close") : t("cancel")}
            </Button>
            {!impossible && (
              <Button type="submit" color={danger ? "red" : "petrol"} disabled={!ready} loading={busy}>
                {confirmLabel}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
