import { Button, Checkbox, Radio, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FormDrawer, FormGroup, FormRow } from "~/components/form/form-drawer";
import { LookUpMultiSelect, LookUpSelect } from "~/components/form/look-up-select";
import { notifyDone, notifyFailed } from "~/components/notify";
import { useFormat } from "~/lib/format";

import {
  domainsWithoutKey,
  duplicateKeys,
  findKeyDomains,
  generateKeys,
  importKey,
  type Algorithm,
} from "./queries";

/** What the server takes without one. */
const defaultSelectors = { rsa: "dkim", ed25519: "dkim-ed25519" } as const;

/** A longer file is no key. */
const longestKeyFile = 64 * 1024;

function useReload(): () => Promise<void> {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: ["dkim"] });
}

export interface KeyFormProps {
  opened: boolean;
  onClose: () => void;
  /** Where the keys are for; "" to choose. */
  domain: string;
}

interface NewValues extends Record<string, unknown> {
  domains: string[];
  algorithm: Algorithm;
  bits: string;
  selector: string;
}

/** New keys, one for each of some domains. */
export function GenerateForm({ opened, onClose, domain }: KeyFormProps) {
  const { t } = useTranslation(["dkim", "common"]);
  const format = useFormat();
  const reload = useReload();
  const [looking, setLooking] = useState(false);
  const form = useForm<NewValues>({
    mode: "controlled",
    initialValues: { domains: domain === "" ? [] : [domain], algorithm: "rsa", bits: "2048", selector: "" },
    validate: { domains: (value) => (value.length === 0 ? t("form.domains.missing") : null) },
  });
  const fill = async () => {
    setLooking(true);
    try {
      form.setFieldValue("domains", await domainsWithoutKey());
    } catch (error) {
      notifyFailed(error);
    } finally {
      setLooking(false);
    }
  };
  const { algorithm } = form.values;
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={t("add")}
      submitLabel={t("generate")}
      form={form}
      onSubmit={async ({ domains, algorithm: kind, bits, selector }) => {
        const made = await generateKeys({
          domains,
          algorithm: kind,
          bits: Number(bits),
          ...(selector.trim() === "" ? {} : { selector: selector.trim() }),
        });
        await reload();
        notifyDone(t("done.generated", { count: made.keys.length }));
      }}
      fieldOf={(pointer) => (pointer === "/domain" ? "domains" : undefined)}
    >
      <FormGroup help={t("form.generate.lead")}>
        <LookUpMultiSelect
          name="key-domains"
          find={findKeyDomains}
          label={t("form.domains")}
          required
          {...form.getInputProps("domains")}
        />
        <div>
          <Button size="compact-sm" variant="subtle" loading={looking} onClick={() => void fill()}>
            {t("form.domains.without")}
          </Button>
        </div>
      </FormGroup>
      <FormGroup title={t("form.algorithm")}>
        <Radio.Group aria-label={t("form.algorithm")} {...form.getInputProps("algorithm")}>
          <Stack gap="xs">
            <Radio value="rsa" label={t("form.rsa")} description={t("form.rsa.help")} />
            <Radio value="ed25519" label={t("form.ed25519")} description={t("form.ed25519.help")} />
          </Stack>
        </Radio.Group>
        <FormRow>
          {algorithm === "rsa" && (
            <Select
              label={t("form.bits")}
              allowDeselect={false}
              data={[1024, 2048, 3072, 4096].map((bits) => ({
                value: String(bits),
                label: t("form.bits.one", { bits: format.number(bits) }),
              }))}
              {...form.getInputProps("bits")}
            />
          )}
          <TextInput
            label={t("form.selector")}
            placeholder={defaultSelectors[algorithm]}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps("selector")}
          />
        </FormRow>
      </FormGroup>
    </FormDrawer>
  );
}

interface ImportValues extends Record<string, unknown> {
  domain: string;
  selector: string;
  private_key: string;
  overwrite: boolean;
}

/** A key that was made elsewhere, pasted or from a file. */
export function ImportForm({ opened, onClose, domain }: KeyFormProps) {
  const { t } = useTranslation(["dkim", "common"]);
  const reload = useReload();
  const form = useForm<ImportValues>({
    mode: "controlled",
    initialValues: { domain, selector: "", private_key: "", overwrite: false },
    validate: {
      domain: (value) => (value.trim() === "" ? t("form.domain.missing") : null),
      private_key: (value) => (value.trim() === "" ? t("form.private_key.missing") : null),
    },
  });
  const readFile = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > longestKeyFile) form.setFieldError("private_key", t("form.private_key.tooLong"));
    else form.setFieldValue("private_key", await file.text());
  };
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={t("import")}
      submitLabel={t("import")}
      form={form}
      onSubmit={async ({ selector, ...wanted }) => {
        const key = await importKey({
          ...wanted,
          domain: wanted.domain.trim(),
          ...(selector.trim() === "" ? {} : { selector: selector.trim() }),
        });
        await reload();
        notifyDone(t("done.imported", { domain: key.domain }));
      }}
    >
      <FormGroup help={t("form.import.lead")}>
        <FormRow>
          <TextInput
            label={t("form.domain")}
            placeholder="example.org"
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps("domain")}
          />
          <TextInput
            label={t("form.selector")}
            placeholder={defaultSelectors.rsa}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps("selector")}
          />
        </FormRow>
        <Textarea
          label={t("form.private_key")}
          description={t("form.private_key.help")}
          required
          autosize
          minRows={8}
          maxRows={16}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("private_key")}
        />
        <TextInput
          type="file"
          label={t("form.file")}
          accept=".pem,.key,.private,text/plain"
          onChange={(event) => void readFile(event.currentTarget.files?.[0])}
        />
        <Checkbox
          label={t("form.overwrite")}
          description={t("form.overwrite.help")}
          {...form.getInputProps("overwrite", { type: "checkbox" })}
        />
      </FormGroup>
    </FormDrawer>
  );
}

interface DuplicateValues extends Record<string, unknown> {
  from: string;
  domains: string[];
}

/** The same keys for other domains, in place of theirs. */
export function DuplicateForm({ opened, onClose, domain }: KeyFormProps) {
  const { t } = useTranslation(["dkim", "common"]);
  const reload = useReload();
  const form = useForm<DuplicateValues>({
    mode: "controlled",
    initialValues: { from: domain, domains: [] },
    validate: {
      from: (value) => (value === "" ? t("duplicate.from.missing") : null),
      domains: (value) => (value.length === 0 ? t("form.domains.missing") : null),
    },
  });
  const { from } = form.values;
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={domain === "" ? t("duplicate.verb") : t("duplicate.title", { domain })}
      submitLabel={t("duplicate.verb")}
      form={form}
      onSubmit={async ({ domains }) => {
        await duplicateKeys(from, domains);
        await reload();
        notifyDone(t("done.duplicated", { domain: from, count: domains.length }));
      }}
    >
      <FormGroup help={t("duplicate.lead")}>
        {domain === "" && (
          <LookUpSelect
            name="domains-with-key"
            find={(text) => findKeyDomains(text, "valid")}
            label={t("duplicate.from")}
            required
            {...form.getInputProps("from")}
          />
        )}
        <LookUpMultiSelect
          name="key-domains"
          find={async (text) => (await findKeyDomains(text)).filter((one) => one.value !== from)}
          label={t("form.domains")}
          required
          {...form.getInputProps("domains")}
        />
      </FormGroup>
    </FormDrawer>
  );
}
