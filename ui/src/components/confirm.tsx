import type { ConfirmProps } from "./confirm-dialog";
import { dialogOnDemand } from "./on-demand";

/** A small dialog before something that matters. It stays until the server has answered. */
export const Confirm = dialogOnDemand<ConfirmProps>(async () => (await import("./confirm-dialog")).ConfirmDialog);
