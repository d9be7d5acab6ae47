import { dialogOnDemand } from "~/components/on-demand";

import type { DomainFormProps } from "./form";

export const DomainForm = dialogOnDemand<DomainFormProps>(async () => (await import("./form")).DomainForm);
