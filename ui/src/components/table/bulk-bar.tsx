import { Button, Menu } from "@mantine/core";
import { IconChevronUp } from "@tabler/icons-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import { nothingSelected, type BulkAction, type Selection } from "./types";
import classes from "./table.module.css";

interface Props {
  selection: Selection;
  chosen: number;
  total: number;
  actions: readonly BulkAction[];
  /** There is no room for a button of each group: all actions are in one menu. */
  narrow: boolean;
  onSelect: (selection: Selection) => void;
  onChoose: (action: BulkAction) => void;
}

/** How many rows are chosen, and what can be done with them. */
export function BulkBar({ selection, chosen, total, actions, narrow, onSelect, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const groups = partsOf(actions, ({ group, id }) => group ?? id);
  const inOne = narrow && groups.length > 2;
  return (
    <div className={classes.bulk} role="region" aria-label={t("list.selected", { count: chosen })}>
      <span className={classes.bulkCount} role="status">
        {t("list.selected", { count: chosen })}
      </span>
      {selection.kind === "some" && chosen < total && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            onSelect({ kind: "all", except: new Map() });
          }}
        >
          {t("list.selectAll", { total: format.number(total) })}
        </Button>
      )}
      {inOne ? (
        <ActionMenu name={t("list.actions")} actions={actions} onChoose={onChoose} withGroups />
      ) : (
        groups.map(([group, members]) => (
          <BulkButton key={group} group={group} actions={members} onChoose={onChoose} />
        ))
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => {
          onSelect(nothingSelected);
        }}
      >
        {t("list.selectNone")}
      </Button>
    </div>
  );
}

/** Actions by what `of` says of them, in their order. */
function partsOf(actions: readonly BulkAction[], of: (action: BulkAction) => string): [string, BulkAction[]][] {
  const parts = new Map<string, BulkAction[]>();
  for (const action of actions) parts.set(of(action), [...(parts.get(of(action)) ?? []), action]);
  return [...parts];
}

interface ActionsProps {
  actions: readonly BulkAction[];
  onChoose: (action: BulkAction) => void;
}

/** One button for an action, or one with a menu for a group of them. */
function BulkButton({ group, actions, onChoose }: ActionsProps & { group: string }) {
  const [only] = actions;
  if (only === undefined || only.group !== undefined) {
    return <ActionMenu name={group} actions={actions} onChoose={onChoose} />;
  }
  return (
    <Button
      size="compact-md"
      variant={only.danger === true ? "light" : "default"}
      color={only.danger === true ? "red" : "gray"}
      {...(only.icon === undefined ? {} : { leftSection: only.icon })}
      onClick={() => {
        onChoose(only);
      }}
    >
      {only.label}
    </Button>
  );
}

/** The actions below the headings of their sections; those of all groups below the names of the groups too. */
function ActionMenu({ name, actions, onChoose, withGroups = false }: ActionsProps & { name: string; withGroups?: boolean }) {
  const headingOf = ({ group, section }: BulkAction) =>
    [withGroups ? group : undefined, section].filter((part) => part !== undefined).join(": ");
  return (
    // The menu scrolls where it is long: what is in it can be reached by Tab, too.
    <Menu position="top-start" menuItemTabIndex={0}>
      <Menu.Target>
        <Button size="compact-md" variant="default" rightSection={<IconChevronUp size={14} />}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.bulkMenu ?? ""}>
        {partsOf(actions, headingOf).map(([heading, members]) => (
          <Fragment key={heading}>
            {heading === "" ? <Menu.Divider /> : <Menu.Label>{heading}</Menu.Label>}
            {members.map((action) => (
              <Menu.Item
                key={action.id}
                leftSection={action.icon}
                {...(action.short === undefined ? {} : { "aria-label": action.label })}
                {...(action.danger === true ? { color: "red" } : {})}
                onClick={() => {
                  onChoose(action);
                }}
              >
                {action.short ?? action.label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
