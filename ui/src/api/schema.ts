import type { components } from "./schema.gen";

/** The API's types, as the server declares them. */
export type Schema = components["schemas"];
