import classes from "./table.module.css";

interface Props {
  label: string;
  checked: boolean;
  /** Some of what it stands for. */
  some?: boolean;
  /** `range`: the shift key was held. */
  onChange: (checked: boolean, range: boolean) => void;
}

/** A checkbox as light as the browser's own: a list has one in every row. */
export function Check({ label, checked, some = false, onChange }: Props) {
  return (
    <input
      ref={(node) => {
        if (node !== null) node.indeterminate = some;
      }}
      type="checkbox"
      className={classes.check}
      aria-label={label}
      checked={checked}
      onChange={(event) => {
        const { nativeEvent } = event;
        onChange(event.currentTarget.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
      }}
    />
  );
}
