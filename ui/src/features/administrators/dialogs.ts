import { dialogOnDemand } from "~/components/on-demand";

import type { AdministratorFormProps } from "./form";

export const AdministratorForm = dialogOnDemand<AdministratorFormProps>(async () => (await import("./form")).AdministratorForm);
