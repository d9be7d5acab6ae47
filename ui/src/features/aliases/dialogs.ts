import { dialogOnDemand } from "~/components/on-demand";

import type { AliasFormProps } from "./form";

export const AliasForm = dialogOnDemand<AliasFormProps>(async () => (await import("./form")).AliasForm);
