import { Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { RowAction } from "./types";
import classes from "./table.module.css";

export interface OpenMenu<Row> {
  row: Row;
  /** The row's own button, over which the menu hangs. */
  button: HTMLElement;
}

interface Props<Row> {
  menu: OpenMenu<Row>;
  name: string;
  actions: RowAction<Row>[];
  onClose: () => void;
}

/** The menu of one row. A list has one, which opens where it is asked for: one in each row would be slow. */
export function RowMenu<Row>({ menu: { row, button }, name, actions, onClose }: Props<Row>) {
  const { t } = useTranslation();
  const { top, left, width, height } = button.getBoundingClientRect();
  const close = () => {
    onClose();
    button.focus({ preventScroll: true });
  };
  return (
    <Menu
      opened
      onChange={(opened) => {
        if (!opened) close();
      }}
      returnFocus={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={`${classes.rowButton ?? ""} ${classes.opened ?? ""}`}
          style={{ top, left, width, height }}
          aria-label={t("list.actionsOf", { name })}
        >
          <IconDots size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item
            key={action.id}
            leftSection={action.icon}
            {...(action.danger === true ? { color: "red" } : {})}
            onClick={() => {
              action.run(row);
            }}
          >
            {action.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
