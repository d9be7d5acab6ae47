import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, unwrap } from "~/api/client";
import type { Schema } from "~/api/schema";

type Domain = Schema["Domain"];

/** The first domains whose name has `text` in it. */
export const findDomains = (text: string, signal?: AbortSignal): Promise<Domain[]> =>
  unwrap(
    api.GET("/api/v2/domains", {
      params: { query: { limit: 20, ...(text === "" ? {} : { search: text }) } },
      ...(signal === undefined ? {} : { signal }),
    }),
  ).then((page) => page.items);

interface Props extends Omit<SelectProps, "data" | "value" | "onChange"> {
  value: string;
  onChange: (name: string, domain: Domain | undefined) => void;
}

/** One domain, found by typing a part of its name: there can be thousands. */
export function DomainSelect({ value, onChange, ...rest }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const [wanted] = useDebouncedValue(typed === value ? "" : typed, 150);
  const found = useQuery({
    queryKey: ["domains", "find", wanted],
    queryFn: ({ signal }) => findDomains(wanted, signal),
    placeholderData: keepPreviousData,
  });
  const names = (found.data ?? []).map((domain) => domain.name);
  const data = value === "" || names.includes(value) ? names : [value, ...names];
  return (
    <Select
      {...rest}
      searchable
      allowDeselect={false}
      data={data}
      filter={({ options }) => options}
      nothingFoundMessage={t("list.nothing.title")}
      value={value === "" ? null : value}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(name) => {
        onChange(name ?? "", found.data?.find((domain) => domain.name === name));
      }}
    />
  );
}
