import { api, unwrap } from "./client";

/** Something to choose, with how it is shown. */
export interface Choice {
  value: string;
  label: string;
}

/** As many as a list of choices shows at once; more is found by typing on. */
const most = 20;

/** Domains with a text in their name. */
export async function findDomains(text: string): Promise<Choice[]> {
  const page = await unwrap(
    api.GET("/api/v2/domains", {
      params: { query: { limit: most, sort: "name", ...(text === "" ? {} : { search: text }) } },
    }),
  );
  return page.items.map((domain) => ({ value: domain.name, label: domain.display_name }));
}
