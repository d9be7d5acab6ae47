import { Radio, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ApiProblem } from "~/api/client";
import { addressesOf, addressLines } from "~/components/form/address-lines";
import { AddressList } from "~/components/form/address-list";
import { FormDrawer, FormGroup, type Conflict } from "~/components/form/form-drawer";
import { useFill } from "~/components/form/use-fill";
import { notifyDone } from "~/components/notify";

import {
  aliasQuery,
  createAlias,
  deliveries,
  updateAlias,
  type Alias,
  type AliasPatch,
  type Delivery,
} from "./queries";

interface Values extends Record<string, unknown> {
  address: string;
  delivery: Delivery;
  /** One on each line. */
  destinations: string;
  active: boolean;
  internal: boolean;
  sender_allowed: boolean;
  sogo_visible: boolean;
  public_comment: string;
  private_comment: string;
}

const fresh: Values = {
  address: "",
  delivery: "forward",
  destinations: "",
  active: true,
  internal: false,
  sender_allowed: true,
  sogo_visible: true,
  public_comment: "",
  private_comment: "",
};

const valuesOf = (alias: Alias): Values => ({
  address: alias.address,
  delivery: alias.delivery,
  destinations: alias.destinations.join("\n"),
  active: alias.active,
  internal: alias.internal,
  sender_allowed: alias.sender_allowed,
  sogo_visible: alias.sogo_visible,
  public_comment: alias.public_comment ?? "",
  private_comment: alias.private_comment ?? "",
});

const wantedOf = (values: Values) => ({
  ...values,
  address: values.address.trim(),
  destinations: values.delivery === "forward" ? addressesOf(values.destinations) : [],
});

/** The server counts destinations from 0; a person wants to read which one it is. */
function named(error: unknown, destinations: readonly string[]): unknown {
  if (!(error instanceof ApiProblem)) return error;
  const place = /^\/destinations\/(\d+)$/.exec(error.problem.field ?? "");
  const address = destinations[Number(place?.[1])];
  if (address === undefined) return error;
  return new ApiProblem({ ...error.problem, detail: `${address}: ${error.problem.detail}` });
}

export interface AliasFormProps {
  opened: boolean;
  /** The alias to edit; without one, a new alias is added. */
  id: string | undefined;
  onClose: () => void;
}

export function AliasForm({ opened, id, onClose }: AliasFormProps) {
  const { t } = useTranslation(["aliases", "common"]);
  const cache = useQueryClient();
  const editing = id !== undefined;
  const current = useQuery({ ...aliasQuery(id ?? ""), enabled: opened && editing });

  const form = useForm<Values>({
    mode: "controlled",
    initialValues: fresh,
    validate: {
      address: (value) => (value.includes("@") ? null : t("form.address.missing")),
      destinations: (value, { delivery }) => {
        if (delivery !== "forward") return null;
        const lines = addressLines(value);
        if (lines.length === 0) return t("form.destinations.missing");
        const wrong = lines.filter((one) => !one.valid).length;
        return wrong === 0 ? null : t("form.destinations.wrong", { count: wrong });
      },
    },
  });

  const loaded = editing ? current.data : undefined;
  const filled = useFill(form, opened && loaded !== undefined ? valuesOf(loaded.value) : undefined, loaded?.tag);

  const patchOf = (values: Values): AliasPatch => {
    const { destinations, ...wanted } = wantedOf(values);
    // A list of thousands is sent when it was changed, not with every switch.
    const same = values.destinations === form.getInitialValues().destinations && values.delivery === "forward";
    return same && form.getInitialValues().delivery === "forward" ? wanted : { ...wanted, destinations };
  };

  const save = async (values: Values) => {
    const wanted = wantedOf(values);
    try {
      if (id === undefined) {
        const made = await createAlias(wanted);
        notifyDone(t("done.added", { address: made.address }));
      } else {
        await updateAlias(id, patchOf(values), filled.tag());
        notifyDone(t("common:saved"));
      }
    } catch (error) {
      throw named(error, wanted.destinations);
    }
    await cache.invalidateQueries({ queryKey: ["aliases"] });
    await cache.invalidateQueries({ queryKey: ["audit"] });
  };

  const conflict = async (): Promise<Conflict<Values>> => {
    const now = await cache.query({ ...aliasQuery(id ?? ""), staleTime: 0 });
    filled.over(now.tag);
    return { kind: "alias", theirs: valuesOf(now.value), force: save };
  };

  const option = (field: "active" | "internal" | "sender_allowed") => ({
    label: t(`form.${field}`),
    description: t(`form.${field}.help`),
    ...form.getInputProps(field, { type: "checkbox" as const }),
  });
  const { address, delivery } = form.values;
  const catchAll = address.trim().startsWith("@");

  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={editing ? t("form.edit", { address: loaded?.value.address ?? "" }) : t("form.add")}
      submitLabel={editing ? t("common:save") : t("add")}
      form={form}
      onSubmit={save}
      {...(editing ? { source: current, onConflict: conflict } : {})}
    >
      <FormGroup help={editing ? undefined : t("form.lead")}>
        <TextInput
          label={t("form.address")}
          description={catchAll ? t("form.address.catchAll") : t("form.address.help")}
          placeholder="info@example.org"
          required
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("address")}
        />
      </FormGroup>

      <FormGroup title={t("form.delivery")}>
        <Radio.Group aria-label={t("form.delivery")} {...form.getInputProps("delivery")}>
          <Stack gap="xs">
            {deliveries.map((one) => (
              <Radio key={one} value={one} label={t(`delivery.${one}`)} description={t(`delivery.${one}.help`)} />
            ))}
          </Stack>
        </Radio.Group>
        {delivery === "forward" && (
          <AddressList
            label={t("form.destinations")}
            description={t("form.destinations.help")}
            required
            {...form.getInputProps("destinations")}
          />
        )}
      </FormGroup>

      <FormGroup title={t("group.options")}>
        <Switch {...option("active")} />
        <Switch {...option("internal")} />
        <Switch {...option("sender_allowed")} disabled={delivery !== "forward"} />
      </FormGroup>

      <FormGroup title={t("group.comments")}>
        <TextInput
          label={t("form.public_comment")}
          description={t("form.public_comment.help")}
          maxLength={160}
          {...form.getInputProps("public_comment")}
        />
        <TextInput
          label={t("form.private_comment")}
          description={t("form.private_comment.help")}
          maxLength={160}
          {...form.getInputProps("private_comment")}
        />
      </FormGroup>
    </FormDrawer>
  );
}
