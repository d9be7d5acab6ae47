import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";
import { CopyValue } from "~/components/copy-value";

import classes from "./dkim-record.module.css";

interface SplitProps {
  split: boolean;
  onSplit: (split: boolean) => void;
}

/** Whether records are shown whole or in strings of at most 255 characters. */
export function SplitSwitch({ split, onSplit }: SplitProps) {
  const { t } = useTranslation("dkim_record");
  return (
    <Switch
      label={t("split")}
      description={t("split.help")}
      checked={split}
      onChange={(event) => {
        onSplit(event.currentTarget.checked);
      }}
    />
  );
}

interface Props {
  record: Pick<Schema["DkimKey"], "record_name" | "record_text" | "record_parts">;
  split: boolean;
}

/** The TXT record of a key, to publish: its name and its value, each with a button that copies it. */
export function DkimRecord({ record, split }: Props) {
  const { t } = useTranslation("dkim_record");
  const quoted = record.record_parts.map((part) => `"${part}"`);
  return (
    <dl className={classes.record}>
      <dt>{t("name")}</dt>
      <dd>
        <CopyValue value={record.record_name} mono wrap />
      </dd>
      <dt>{split ? t("parts") : t("text")}</dt>
      <dd>
        {split ? (
          <>
            {quoted.map((part) => (
              <CopyValue key={part} value={part} mono wrap />
            ))}
            {quoted.length > 1 && <CopyValue value={quoted.join(" ")} shown={t("allParts")} />}
          </>
        ) : (
          <CopyValue value={record.record_text} mono wrap />
        )}
      </dd>
    </dl>
  );
}
