import { TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Advanced, FormGroup } from "~/components/form/form-drawer";
import { PairsInput, type Pair } from "~/components/form/pairs-input";
import { errorOf, type Bind } from "~/components/settings/fields";
import { RelayHostInput } from "~/components/settings/relay-host-input";
import { useFormat } from "~/lib/format";

// A type, not an interface: what a form holds has to be a record.
export type RareValues = { sender_acl: string[]; relay_host: number; custom_attributes: Pair[] };

interface Props {
  values: RareValues;
  bind: Bind<RareValues>;
  set: (patch: Partial<RareValues>) => void;
}

/** What few mailboxes need, folded, with what is set there. */
export function RareFields({ values, bind, set }: Props) {
  const { t } = useTranslation(["mailboxes", "settings", "common"]);
  const format = useFormat();
  const { sender_acl: senders, relay_host: relay, custom_attributes: attributes } = values;
  const said = [
    senders.length > 0 ? t("form.senders.count", { count: senders.length, shown: format.number(senders.length) }) : "",
    relay > 0 ? t("settings:relayHost", { id: String(relay) }) : "",
    attributes.length > 0
      ? t("settings:mailbox.attributes.count", { count: attributes.length, shown: format.number(attributes.length) })
      : "",
  ].filter((part) => part !== "");
  return (
    <Advanced summary={said.length === 0 ? t("common:advanced.nothing") : said.join(" · ")}>
      <FormGroup title={t("form.senders")} help={t("form.senders.help")}>
        <TagsInput
          aria-label={t("form.senders")}
          placeholder={senders.length === 0 ? t("form.senders.placeholder") : ""}
          {...bind("sender_acl")}
        />
      </FormGroup>
      <FormGroup>
        <RelayHostInput
          label={t("settings:mailbox.relay")}
          description={t("settings:mailbox.relay.help")}
          value={relay}
          onChange={(id) => {
            set({ relay_host: id });
          }}
          {...errorOf(bind("relay_host"))}
        />
      </FormGroup>
      <FormGroup title={t("settings:mailbox.attributes")} help={t("settings:mailbox.attributes.help")}>
        <PairsInput
          value={attributes}
          onChange={(rows) => {
            set({ custom_attributes: rows });
          }}
          {...errorOf(bind("custom_attributes"))}
        />
      </FormGroup>
    </Advanced>
  );
}
