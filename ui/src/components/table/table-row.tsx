import { IconDots } from "@tabler/icons-react";
import { FlexRender, type RowData } from "@tanstack/react-table";
import { memo, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Check } from "./check";
import type { RowAction } from "./types";
import type { ListColumn, ListRow } from "./use-table";
import classes from "./table.module.css";

export const cellClass = <Row extends RowData>(
  column: ListColumn<Row>,
  i: number,
  picks: boolean,
  base: string | undefined,
): string =>
  [
    base,
    column.columnDef.meta?.align === "end" ? classes.end : "",
    i === 0 ? classes.first : "",
    i === 0 && picks ? classes.afterPick : "",
    column.columnDef.meta?.phone === "title" ? classes.title : "",
    column.columnDef.meta?.phone === "line" ? classes.line : "",
  ].join(" ");

/** What a row asks of its list. These stay the same, so that a row is drawn anew only when it is another. */
export interface RowHandlers<Row> {
  nameOf(row: Row): string;
  open(row: Row): void;
  /** `range`: with all between it and the one that was chosen last. */
  toggle(row: Row, index: number, range: boolean): void;
  actionsOf(row: Row): RowAction<Row>[];
  openMenu(row: Row, button: HTMLElement): void;
  focused(index: number): void;
  onKey(event: KeyboardEvent, index: number, row: Row): void;
}

interface Props<Row extends RowData> {
  row: ListRow<Row>;
  index: number;
  columns: readonly ListColumn<Row>[];
  selected: boolean;
  /** The one row of the list that the Tab key reaches. */
  active: boolean;
  /** What rows of this list can: be chosen, be opened, be acted on. */
  picks: boolean;
  opens: boolean;
  acts: boolean;
  handlers: RowHandlers<Row>;
}

function TableRowOf<Row extends RowData>(props: Props<Row>): ReactNode {
  const { index, selected, active, picks, opens, acts, handlers } = props;
  const { t } = useTranslation();
  const row = props.row.original;
  const name = handlers.nameOf(row);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={picks ? selected : undefined}
      tabIndex={active ? 0 : -1}
      data-index={index}
      className={opens ? `${classes.row ?? ""} ${classes.openable ?? ""}` : classes.row}
      onFocus={() => {
        handlers.focused(index);
      }}
      onKeyDown={(event) => {
        handlers.onKey(event, index, row);
      }}
      onClick={(event) => {
        const inside = event.target instanceof Element && event.target.closest("a,button,input,label");
        if (opens && inside === null && getSelection()?.isCollapsed !== false) handlers.open(row);
      }}
    >
      {picks && (
        <span role="cell" className={classes.pick}>
          <Check
            label={t("list.select", { name })}
            checked={selected}
            onChange={(_, range) => {
              handlers.toggle(row, index, range);
            }}
          />
        </span>
      )}
      {props.row.getVisibleCells().map((cell, i) => (
        <div key={cell.column.id} role="cell" className={cellClass(cell.column, i, picks, classes.cell)}>
          <FlexRender cell={cell} />
        </div>
      ))}
      {acts && <RowActions row={row} name={name} actions={handlers.actionsOf(row)} handlers={handlers} />}
    </div>
  );
}

/** When another page arrives all rows are made anew; most show what they showed. */
const showsTheSame = <Row extends RowData>(before: Props<Row>, after: Props<Row>) =>
  before.row.original === after.row.original &&
  before.index === after.index &&
  before.columns === after.columns &&
  before.selected === after.selected &&
  before.active === after.active &&
  before.picks === after.picks &&
  before.opens === after.opens &&
  before.acts === after.acts &&
  before.handlers === after.handlers;

/** One row, drawn anew only when it, its columns or its state are others. */
// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- memo forgets what kind of row it is for
export const TableRow = memo(TableRowOf, showsTheSame) as typeof TableRowOf;

interface ActionsProps<Row> {
  row: Row;
  name: string;
  actions: RowAction<Row>[];
  handlers: RowHandlers<Row>;
}

function RowActions<Row>({ row, name, actions, handlers }: ActionsProps<Row>) {
  const { t } = useTranslation();
  const prominent = actions.filter((action) => action.prominent === true).slice(0, 2);
  return (
    <div role="cell" className={classes.rowActions}>
      {prominent.length > 0 && (
        <span className={classes.prominent}>
          {prominent.map((action) => (
            <button
              key={action.id}
              type="button"
              className={classes.rowButton}
              title={action.label}
              aria-label={`${action.label}: ${name}`}
              onClick={() => {
                action.run(row);
              }}
            >
              {action.icon}
            </button>
          ))}
        </span>
      )}
      {actions.length > 0 && (
        <button
          type="button"
          className={classes.rowButton}
          aria-haspopup="menu"
          title={t("list.actions")}
          aria-label={t("list.actionsOf", { name })}
          onClick={(event) => {
            handlers.openMenu(row, event.currentTarget);
          }}
        >
          <IconDots size={16} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Stands where a row will be. */
export function SkeletonRow({ cells, picks }: { cells: number; picks: boolean }) {
  return (
    <div role="row" className={classes.row} aria-hidden="true">
      {picks && <span role="cell" />}
      {Array.from({ length: cells }, (_, i) => (
        <div key={i} role="cell" className={classes.cell}>
          <div className={classes.skeleton} />
        </div>
      ))}
    </div>
  );
}
