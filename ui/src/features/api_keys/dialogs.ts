import { dialogOnDemand } from "~/components/on-demand";

import type { ApiKeyFormProps } from "./form";

export const ApiKeyForm = dialogOnDemand<ApiKeyFormProps>(async () => (await import("./form")).ApiKeyForm);
