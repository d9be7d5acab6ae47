import { dialogOnDemand } from "~/components/on-demand";

import type { MailboxFormProps } from "./form";
import type { RenameMailboxProps } from "./rename";

export const MailboxForm = dialogOnDemand<MailboxFormProps>(async () => (await import("./form")).MailboxForm);
export const RenameMailbox = dialogOnDemand<RenameMailboxProps>(async () => (await import("./rename")).RenameMailbox);
