import { Checkbox, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { Advanced, FormGroup, FormRow } from "~/components/form/form-drawer";
import { QuotaInput } from "~/components/form/quota-input";
import { useFormat } from "~/lib/format";

import type { Bind } from "./fields";

/** What a domain and a template for domains both have. */
export type DomainSettings = Omit<Required<Schema["DomainAttributes"]>, "dkim_bits"> & {
  /** As the choices of a list are: text. */
  dkim_bits: string;
};

const gibibyte = 1_073_741_824;

/** As the template "Default" of a new server has them. */
export const freshDomainSettings: DomainSettings = {
  tags: [],
  max_aliases: 400,
  max_mailboxes: 10,
  default_quota: 3 * gibibyte,
  max_quota: 10 * gibibyte,
  quota: 10 * gibibyte,
  active: true,
  global_address_list: true,
  backup_mx: false,
  relay_all_recipients: false,
  relay_unknown_only: false,
  rate_limit_value: 0,
  rate_limit_frame: "second",
  dkim_selector: "dkim",
  dkim_bits: "2048",
};

const keySizes = ["2048", "3072", "4096", "1024"] as const;
const relayFlags = ["backup_mx", "relay_all_recipients", "relay_unknown_only"] as const;

interface Props {
  values: DomainSettings;
  bind: Bind<DomainSettings>;
  /** A domain that is there has its keys in a room of their own. */
  withKey: boolean;
  /** More about the key. */
  keyFields?: ReactNode;
}

/** The fields of a domain's settings, by what they are about. */
export function DomainSettingsFields({ values, bind, withKey, keyFields }: Props) {
  const { t } = useTranslation(["settings", "common"]);
  const format = useFormat();
  const flags = relayFlags.filter((field) => values[field]).map((field) => t(`domain.${field}`));
  const relaying = flags.length === 0 ? [t("domain.relay.none")] : flags;
  return (
    <>
      <FormGroup title={t("domain.limits")} help={t("domain.limits.help")}>
        <FormRow>
          <NumberInput
            label={t("domain.max_mailboxes")}
            min={0}
            allowDecimal={false}
            {...bind("max_mailboxes")}
          />
          <NumberInput label={t("domain.max_aliases")} min={0} allowDecimal={false} {...bind("max_aliases")} />
        </FormRow>
        <FormRow>
          <QuotaInput label={t("domain.default_quota")} {...bind("default_quota")} />
          <QuotaInput label={t("domain.max_quota")} {...bind("max_quota")} />
        </FormRow>
        <QuotaInput
          label={t("domain.quota")}
          description={t("domain.quota.help")}
          {...bind("quota")}
        />
      </FormGroup>

      <FormGroup title={t("domain.options")}>
        <Switch label={t("domain.active")} description={t("domain.active.help")} {...bind("active", "checkbox")} />
      </FormGroup>

      {withKey && (
        <FormGroup title={t("domain.dkim")} help={t("domain.dkim.help")}>
          <FormRow>
            <TextInput label={t("domain.dkim_selector")} {...bind("dkim_selector")} />
            <Select
              label={t("domain.dkim_bits")}
              allowDeselect={false}
              data={[
                ...keySizes.map((bits) => ({
                  value: bits,
                  label: t("domain.dkim.bits", { bits: format.number(Number(bits)) }),
                })),
                { value: "0", label: t("domain.dkim.none") },
              ]}
              {...bind("dkim_bits")}
            />
          </FormRow>
          {keyFields}
        </FormGroup>
      )}

      <Advanced title={t("domain.relay")} summary={relaying.join(" · ")}>
        <FormGroup help={t("domain.relay.help")}>
          <Stack gap="sm">
            {relayFlags.map((field) => (
              <Checkbox
                key={field}
                label={t(`domain.${field}`)}
                description={t(`domain.${field}.help`)}
                {...bind(field, "checkbox")}
              />
            ))}
          </Stack>
        </FormGroup>
      </Advanced>
    </>
  );
}
