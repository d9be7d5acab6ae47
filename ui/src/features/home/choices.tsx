import classes from "./choices.module.css";

interface Props<Value extends string> {
  label: string;
  values: readonly Value[];
  chosen: Value | undefined;
  nameOf: (value: Value) => string;
  onChoose: (value: Value) => void;
}

/** A few choices in a row, of which one is in force. */
export function Choices<Value extends string>({ label, values, chosen, nameOf, onChoose }: Props<Value>) {
  return (
    <div className={classes.choices} role="group" aria-label={label}>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          className={classes.choice}
          aria-pressed={value === chosen}
          onClick={() => {
            onChoose(value);
          }}
        >
          {nameOf(value)}
        </button>
      ))}
    </div>
  );
}
