import { ActionIcon, Button, CloseButton, Combobox, Menu, TextInput, Tooltip, useCombobox } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import {
  IconAdjustmentsHorizontal,
  IconCheck,
  IconDownload,
  IconFilterPlus,
  IconRefresh,
  IconSearch,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Column, Filter } from "./types";
import type { ListState } from "./use-list";
import type { Look } from "./use-look";
import classes from "./table.module.css";

interface Props<Row> {
  searchable: boolean;
  state: ListState;
  setState: (patch: Partial<ListState>) => void;
  filters: readonly Filter[];
  columns: readonly Column<Row>[];
  isShown: (column: Column<Row>) => boolean;
  look: Look;
  setLook: (patch: Partial<Look>) => void;
  onRefresh: () => void;
  onExport: (kind: "csv" | "json") => void;
  refreshing: boolean;
  /** More tools of the page's own. */
  children?: ReactNode;
}

/** What is typed shows at once and becomes the search when the typing rests. */
function Search({ state, setState }: Pick<Props<never>, "state" | "setState">) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(state.search);
  const [known, setKnown] = useState(state.search);
  if (known !== state.search) {
    // The address changed by other means: the back button, a link, "clear filters".
    setKnown(state.search);
    setTyped(state.search);
  }
  const search = useDebouncedCallback((text: string) => {
    setState({ search: text.trim() });
  }, 120);
  useHotkeys([["/", () => input.current?.focus()]]);
  return (
    <TextInput
      ref={input}
      className={classes.search}
      type="search"
      placeholder={t("list.search")}
      aria-label={t("list.search")}
      leftSection={<IconSearch size={16} />}
      rightSection={
        typed === "" ? undefined : (
          <CloseButton
            size="sm"
            aria-label={t("list.clear")}
            onClick={() => {
              setTyped("");
              setState({ search: "" });
            }}
          />
        )
      }
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}

/** Choices of one filter: given ones, ones that are found by typing, or any text. */
function FilterValues({ filter, onChoose }: { filter: Filter; onChoose: (value: string) => void }) {
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

function FilterMenu({ filters, state, setState }: Pick<Props<never>, "filters" | "state" | "setState">) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [chosen, setChosen] = useState<Filter | undefined>();
  if (filters.length === 0) return null;
  const close = () => {
    setOpened(false);
    setChosen(undefined);
  };
  return (
    <Menu
      opened={opened}
      onChange={(open) => {
        if (open) setOpened(true);
        else close();
      }}
      position="bottom-start"
      width={260}
      closeOnItemClick={false}
      trapFocus={chosen === undefined}
    >
      <Menu.Target>
        <Button variant="subtle" color="gray" leftSection={<IconFilterPlus size={16} />}>
          {t("list.filter")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {chosen === undefined ? (
          filters.map((filter) => (
            <Menu.Item
              key={filter.id}
              onClick={() => {
                setChosen(filter);
              }}
            >
              {filter.label}
            </Menu.Item>
          ))
        ) : (
          <FilterValues
            filter={chosen}
            onChoose={(value) => {
              setState({ filters: { ...state.filters, [chosen.id]: value } });
              close();
            }}
          />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function Toolbar<Row>(props: Props<Row>) {
  const { t } = useTranslation();
  const { state, setState, filters, columns, isShown, look, setLook } = props;
  const withoutFilter = (id: string) =>
    Object.fromEntries(Object.entries(state.filters).filter(([other]) => other !== id));
  return (
    <div className={classes.tools}>
      {props.searchable && <Search state={state} setState={setState} />}
      <div className={classes.chips}>
        {filters.map((filter) => {
          const value = state.filters[filter.id];
          return value === undefined ? null : (
            <span key={filter.id} className={classes.chip}>
              <bdi title={filter.say(value)}>{filter.say(value)}</bdi>
              <CloseButton
                size="sm"
                radius="xl"
                aria-label={`${t("list.clear")}: ${filter.say(value)}`}
                onClick={() => {
                  setState({ filters: withoutFilter(filter.id) });
                }}
              />
            </span>
          );
        })}
        <FilterMenu filters={filters} state={state} setState={setState} />
      </div>
      <span className={classes.spacer} />
      {props.children}
      <Tooltip label={t("list.refresh")}>
        <ActionIcon aria-label={t("list.refresh")} onClick={props.onRefresh} loading={props.refreshing}>
          <IconRefresh size={16} />
        </ActionIcon>
      </Tooltip>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t("list.export")}>
            <IconDownload size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("list.export")}</Menu.Label>
          <Menu.Item onClick={() => props.onExport("csv")}>{t("list.export.csv")}</Menu.Item>
          <Menu.Item onClick={() => props.onExport("json")}>{t("list.export.json")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu closeOnItemClick={false}>
        <Menu.Target>
          <ActionIcon aria-label={t("list.columns")}>
            <IconAdjustmentsHorizontal size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("list.density")}</Menu.Label>
          {(["comfortable", "compact"] as const).map((density) => (
            <Menu.Item
              key={density}
              role="menuitemradio"
              aria-checked={look.density === density}
              leftSection={<IconCheck size={14} opacity={look.density === density ? 1 : 0} />}
              onClick={() => {
                setLook({ density });
              }}
            >
              {t(`list.density.${density}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>{t("list.columns")}</Menu.Label>
          {columns.slice(1).map((column) => (
            <Menu.Item
              key={column.id}
              role="menuitemcheckbox"
              aria-checked={isShown(column)}
              leftSection={<IconCheck size={14} opacity={isShown(column) ? 1 : 0} />}
              onClick={() => {
                setLook({ columns: { ...look.columns, [column.id]: !isShown(column) } });
              }}
            >
              {column.header}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
