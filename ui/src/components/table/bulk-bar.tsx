import { Button, Menu } from "@mantine/core";
import { IconChevronUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import { nothingSelected, type BulkAction, type Selection } from "./types";
import classes from "./table.module.css";

interface Props {
  selection: Selection;
  chosen: number;
  total: number;
  actions: readonly BulkAction[];
  onSelect: (selection: Selection) => void;
  onChoose: (action: BulkAction) => void;
}

/** How many rows are chosen, and what can be done with them. */
export function BulkBar({ selection, chosen, total, actions, onSelect, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
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
      <BulkButtons actions={actions} onChoose={onChoose} />
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

/** A button for each action, and one with a menu for each group of them. */
function BulkButtons({
  actions,
  onChoose,
}: {
  actions: readonly BulkAction[];
  onChoose: (action: BulkAction) => void;
}) {
  const groups = [...new Set(actions.map((action) => action.group ?? action.id))];
  return groups.map((group) => {
    const members = actions.filter((action) => (action.group ?? action.id) === group);
    const [only] = members;
    if (only !== undefined && only.group === undefined) {
      return (
        <Button
          key={group}
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
    return (
      <Menu key={group} position="top-start">
        <Menu.Target>
          <Button size="compact-md" variant="default" rightSection={<IconChevronUp size={14} />}>
            {group}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {members.map((action) => (
            <Menu.Item
              key={action.id}
              leftSection={action.icon}
              onClick={() => {
                onChoose(action);
              }}
            >
              {action.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    );
  });
}
