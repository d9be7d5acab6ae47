import { ActionIcon, Button, CloseButton, Menu, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import {
  IconAdjustmentsHorizontal,
  IconDownload,
  IconFilterPlus,
  IconRefresh,
  IconSearch,
} from "@tabler/icons-react";
import { useIsFetching } from "@tanstack/react-query";
import type { RowData } from "@tanstack/react-table";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { onDemand } from "~/components/on-demand";

import type { FilterValuesProps } from "./filter-values";
import { exportKinds, type ExportKind } from "./export";
import type { Filter } from "./types";
import type { ListState } from "./use-list";
import { densities, isDensity, type Look } from "./use-look";
import type { ListTable } from "./use-table";
import classes from "./table.module.css";

const FilterValues = onDemand<FilterValuesProps>(async () => (await import("./filter-values")).FilterValues);

interface Props<Row extends RowData> {
  searchable: boolean;
  state: ListState;
  setState: (patch: Partial<ListState>) => void;
  filters: readonly Filter[];
  table: ListTable<Row>;
  look: Look;
  setLook: (patch: Partial<Look>) => void;
  /** The start of the keys under which the cache has the list's pages. */
  sourceKey: readonly unknown[];
  onRefresh: () => void;
  onExport: (kind: ExportKind) => void;
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

/** Apart, because it alone follows whether something is on its way. */
function Refresh({ sourceKey, onRefresh }: Pick<Props<never>, "sourceKey" | "onRefresh">) {
  const { t } = useTranslation();
  const refreshing = useIsFetching({ queryKey: sourceKey }) > 0;
  return (
    <Tooltip label={t("list.refresh")}>
      <ActionIcon aria-label={t("list.refresh")} onClick={onRefresh} loading={refreshing}>
        <IconRefresh size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

export function Toolbar<Row extends RowData>(props: Props<Row>) {
  const { t } = useTranslation();
  const { state, setState, filters, table, look, setLook } = props;
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
      <Refresh sourceKey={props.sourceKey} onRefresh={props.onRefresh} />
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t("list.export")} title={t("list.export")}>
            <IconDownload size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("list.export.help")}</Menu.Label>
          {exportKinds.map((kind) => (
            <Menu.Item
              key={kind}
              onClick={() => {
                props.onExport(kind);
              }}
            >
              {t(`list.export.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu closeOnItemClick={false} menuItemTabIndex={0}>
        <Menu.Target>
          <ActionIcon aria-label={t("list.columns")} title={t("list.columns")}>
            <IconAdjustmentsHorizontal size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown className={classes.longMenu ?? ""}>
          <Menu.Label>{t("list.density")}</Menu.Label>
          <Menu.RadioGroup
            value={look.density}
            onChange={(density) => {
              if (isDensity(density)) setLook({ density });
            }}
          >
            {densities.map((density) => (
              <Menu.RadioItem key={density} value={density}>
                {t(`list.density.${density}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{t("list.columns")}</Menu.Label>
          {table
            .getAllLeafColumns()
            .filter((column) => column.getCanHide())
            .map((column) => (
              <Menu.CheckboxItem
                key={column.id}
                checked={column.getIsVisible()}
                onChange={(shown) => {
                  column.toggleVisibility(shown);
                }}
              >
                {column.columnDef.meta?.header}
              </Menu.CheckboxItem>
            ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
