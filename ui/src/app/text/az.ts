import common from "~/lib/text.az.json";
import domains from "~/features/domains/text.az.json";
import home from "~/features/home/text.az.json";
import set_up from "~/features/set_up/text.az.json";
import templates from "~/features/templates/text.az.json";
import mailboxes from "~/features/mailboxes/text.az.json";
import settings from "~/components/settings/text.az.json";
import aliases from "~/features/aliases/text.az.json";
import alias_domains from "~/features/alias_domains/text.az.json";
import dkim from "~/features/dkim/text.az.json";
import audit from "~/features/audit/text.az.json";
import dns from "~/components/dns/text.az.json";
import changes from "~/components/changes/text.az.json";
import applied from "~/components/applied/text.az.json";
import missing from "~/components/missing/text.az.json";
import dkim_record from "~/components/dkim-record/text.az.json";
import deletion from "~/components/deletion/text.az.json";
import administrators from "~/features/administrators/text.az.json";
import api_keys from "~/features/api_keys/text.az.json";
import sessions from "~/features/sessions/text.az.json";
import account from "~/features/account/text.az.json";

import palette from "../palette/text.az.json";
import frame from "../text.az.json";

/** Azerbaijani, with the same namespaces and names as English. */
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
