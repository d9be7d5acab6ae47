import { dialogOnDemand } from "~/components/on-demand";

import type { AliasDomainFormProps } from "./form";

export const AliasDomainForm = dialogOnDemand<AliasDomainFormProps>(async () => (await import("./form")).AliasDomainForm);
