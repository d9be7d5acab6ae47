import common from "~/lib/text.en.json";
import domains from "~/features/domains/text.en.json";
import home from "~/features/home/text.en.json";
import set_up from "~/features/set_up/text.en.json";
import templates from "~/features/templates/text.en.json";
import mailboxes from "~/features/mailboxes/text.en.json";
import settings from "~/components/settings/text.en.json";
import aliases from "~/features/aliases/text.en.json";
import alias_domains from "~/features/alias_domains/text.en.json";
import dkim from "~/features/dkim/text.en.json";
import audit from "~/features/audit/text.en.json";
import dns from "~/components/dns/text.en.json";
import changes from "~/components/changes/text.en.json";
import applied from "~/components/applied/text.en.json";
import missing from "~/components/missing/text.en.json";
import dkim_record from "~/components/dkim-record/text.en.json";
import deletion from "~/components/deletion/text.en.json";
import administrators from "~/features/administrators/text.en.json";
import api_keys from "~/features/api_keys/text.en.json";
import sessions from "~/features/sessions/text.en.json";
import account from "~/features/account/text.en.json";

import palette from "../palette/text.en.json";
import frame from "../text.en.json";

/** English, by namespace: one for the parts that all share, one for the frame, one for each feature. */
export default {
  common,
  frame,
  palette,
  home,
  set_up,
  domains,
  aliases,
  alias_domains,
  dkim,
  dns,
  audit,
  changes,
  applied,
  missing,
  deletion,
  dkim_record,
  administrators,
  api_keys,
  sessions,
  account,
  settings,
  mailboxes,
  templates,
};
