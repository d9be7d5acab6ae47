import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "./form.module.css";

export interface Pair {
  name: string;
  value: string;
}

export const pairsOf = (named: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(named).map(([name, value]) => ({ name, value }));

/** Without the rows that were left empty. */
export const namedOf = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.filter(({ name, value }) => name !== "" || value !== "").map(({ name, value }) => [name, value]));

/** What is wrong with them: a name that stands twice, or a value without one. */
export function faultOf(pairs: readonly Pair[]): "double" | "unnamed" | undefined {
  if (pairs.some(({ name, value }) => name === "" && value !== "")) return "unnamed";
  const names = pairs.map(({ name }) => name).filter((name) => name !== "");
  return new Set(names).size < names.length ? "double" : undefined;
}

interface Props {
  value: readonly Pair[];
  onChange: (pairs: Pair[]) => void;
  error?: string;
}

/** Names and values, a row for each. */
export function PairsInput({ value: pairs, onChange, error }: Props) {
  const { t } = useTranslation();
  const set = (at: number, change: Partial<Pair>) => {
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...change } : pair)));
  };
  return (
    <>
      {pairs.map((pair, index) => (
        <div key={index} className={classes.pair}>
          <TextInput
            aria-label={t("pairs.name", { row: index + 1 })}
            placeholder={t("pairs.name.placeholder")}
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            value={pair.name}
            onChange={(event) => {
              set(index, { name: event.currentTarget.value.replaceAll(" ", "") });
            }}
          />
          <TextInput
            aria-label={t("pairs.value", { row: index + 1 })}
            placeholder={t("pairs.value.placeholder")}
            maxLength={255}
            autoComplete="off"
            value={pair.value}
            onChange={(event) => {
              set(index, { value: event.currentTarget.value });
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t("pairs.remove", { row: index + 1 })}
            onClick={() => {
              onChange(pairs.filter((_, other) => other !== index));
            }}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      {error !== undefined && (
        <p className={classes.fault} role="alert">
          {error}
        </p>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            onChange([...pairs, { name: "", value: "" }]);
          }}
        >
          {t("pairs.add")}
        </Button>
      </div>
    </>
  );
}
