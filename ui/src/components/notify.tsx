import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

import { ApiProblem, Unreachable } from "~/api/client";

const closing = () => ({ closeButtonProps: { "aria-label": i18next.t("close") } });

/** Something was done; with `undo`, it can be taken back for a while. */
export function notifyDone(message: string, undo?: () => void): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    color: "petrol",
    ...closing(),
    autoClose: undo === undefined ? 4000 : 8000,
    message:
      undo === undefined ? (
        message
      ) : (
        <span>
          {message}{" "}
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {i18next.t("undo")}
          </Button>
        </span>
      ),
  });
}

/** Something to know that follows from what was done. It stays for a while, where it covers no button of a dialog. */
export function notifyNote(message: string): void {
  notifications.show({
    color: "yellow",
    message,
    position: "top-center",
    autoClose: 20_000,
    withBorder: true,
    ...closing(),
  });
}

/** Something was refused or failed. The text of a refusal came with it. */
export function notifyFailed(error: unknown): void {
  const message =
    error instanceof ApiProblem
      ? error.problem.detail
      : error instanceof Unreachable
        ? i18next.t("error.network")
        : i18next.t("error.unexpected", { what: error instanceof Error ? error.message : String(error) });
  notifications.show({ color: "red", message, autoClose: 10_000, withBorder: true, ...closing() });
}
