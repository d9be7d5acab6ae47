import { dialogOnDemand, onDemand } from "~/components/on-demand";

import type { KeyFormProps } from "./forms";
import type { DomainKeysProps } from "./keys";

export const GenerateForm = dialogOnDemand<KeyFormProps>(async () => (await import("./forms")).GenerateForm);
export const ImportForm = dialogOnDemand<KeyFormProps>(async () => (await import("./forms")).ImportForm);
export const DuplicateForm = dialogOnDemand<KeyFormProps>(async () => (await import("./forms")).DuplicateForm);
export const DomainKeys = onDemand<DomainKeysProps>(async () => (await import("./keys")).DomainKeys);
