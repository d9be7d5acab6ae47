import { MultiSelect, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Choice } from "~/api/look-ups";

interface LookUp {
  /** What is looked up, for the cache. */
  name: string;
  find: (text: string) => Promise<Choice[]>;
}

/** What fits the text that is typed, with what is chosen already kept among it. */
function useChoices({ name, find }: LookUp, chosen: readonly string[]) {
  const [text, setText] = useState("");
  const [settled] = useDebouncedValue(text, 150);
  // The chosen one stands in the field as text; looking for it again would hide all others.
  const wanted = chosen.includes(settled) ? "" : settled;
  const found = useQuery({
    queryKey: ["look-up", name, wanted],
    queryFn: () => find(wanted),
    placeholderData: keepPreviousData,
  });
  const choices = found.data ?? [];
  const known = new Set(choices.map((choice) => choice.value));
  const data = [
    ...chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value })),
    ...choices,
  ];
  return { text, setText, data, searching: found.isFetching };
}

interface Common extends LookUp {
  label: string;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  onBlur?: () => void;
}

interface OneProps extends Common {
  value?: string;
  onChange: (value: string) => void;
}

/** One of many: domains that the server finds while one types. */
export function LookUpSelect({ name, find, value = "", onChange, ...rest }: OneProps) {
  const { t } = useTranslation();
  const { text, setText, data } = useChoices({ name, find }, value === "" ? [] : [value]);
  return (
    <Select
      {...rest}
      searchable
      // The focus comes here by itself when the server refuses the value: what it says stands below.
      openOnFocus={false}
      clearable={rest.required !== true}
      data={data}
      value={value === "" ? null : value}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={t("list.nothing.title")}
      onChange={(chosen) => {
        onChange(chosen ?? "");
      }}
    />
  );
}

interface ManyProps extends Common {
  value?: string[];
  onChange: (value: string[]) => void;
}

/** Some of many. */
export function LookUpMultiSelect({ name, find, value = [], onChange, ...rest }: ManyProps) {
  const { t } = useTranslation();
  const { text, setText, data } = useChoices({ name, find }, value);
  return (
    <MultiSelect
      {...rest}
      searchable
      clearable
      hidePickedOptions
      data={data}
      value={value}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={t("list.nothing.title")}
      onChange={onChange}
    />
  );
}
