import common from "~/lib/text.az.json";
import domains from "~/features/domains/text.az.json";
import home from "~/features/home/text.az.json";

import frame from "../text.az.json";

/** Azerbaijani, with the same namespaces and names as English. */
export default { common, frame, home, domains };
