import common from "~/lib/text.en.json";
import domains from "~/features/domains/text.en.json";
import home from "~/features/home/text.en.json";

import frame from "../text.en.json";

/** English, by namespace: one for the parts that all share, one for the frame, one for each feature. */
export default { common, frame, home, domains };
