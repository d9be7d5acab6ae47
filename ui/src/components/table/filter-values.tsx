import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Filter } from "./types";

export interface FilterValuesProps {
  filter: Filter;
  onChoose: (value: string) => void;
}

/** Choices of one filter: given ones, ones that are found by typing, or any text. */
export function FilterValues({ filter, onChoose }: FilterValuesProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const combobox = useCombobox({ defaultOpened: true });
  const { find } = filter;
  const found = useQuery({
    queryKey: ["filter-values", filter.id, text],
    queryFn: () => find?.(text) ?? [],
    enabled: find !== undefined,
  });
  const choices =
    filter.choices?.filter((choice) => choice.label.toLowerCase().includes(text.toLowerCase())) ?? found.data ?? [];
  const typing = filter.choices === undefined || filter.choices.length > 6;
  return (
    <Combobox store={combobox} onOptionSubmit={onChoose} withinPortal={false}>
      {typing && (
        <Combobox.EventsTarget>
          <TextInput
            autoFocus
            size="sm"
            aria-label={filter.label}
            placeholder={filter.placeholder ?? filter.label}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              combobox.selectFirstOption();
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter" && choices.length === 0 && find === undefined && text.trim() !== "") {
                event.preventDefault();
                onChoose(text.trim());
              }
            }}
          />
        </Combobox.EventsTarget>
      )}
      <Combobox.Options aria-label={filter.label} mah={280} style={{ overflowY: "auto" }}>
        {choices.map((choice) => (
          <Combobox.Option key={choice.value} value={choice.value}>
            <bdi>{choice.label}</bdi>
          </Combobox.Option>
        ))}
        {choices.length === 0 && text !== "" && (find !== undefined || filter.choices !== undefined) && (
          <Combobox.Empty>{t("list.nothing.title")}</Combobox.Empty>
        )}
      </Combobox.Options>
    </Combobox>
  );
}
