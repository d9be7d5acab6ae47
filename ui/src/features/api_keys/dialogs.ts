import { dialogOnDemand, onDemand } from "~/components/on-demand";

import type { ApiKeyFormProps } from "./form";
import type { IssuedKeyProps } from "./issued";

export const ApiKeyForm = dialogOnDemand<ApiKeyFormProps>(async () => (await import("./form")).ApiKeyForm);

/** Before a key is made: what shows it must be here, for nothing else ever will. */
export const loadIssuedKey = () => import("./issued");
export const IssuedKey = onDemand<IssuedKeyProps>(async () => (await loadIssuedKey()).IssuedKey);
