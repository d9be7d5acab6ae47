import { NativeSelect, NumberInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import classes from "./form.module.css";

const sizes = { mib: 1_048_576, gib: 1_073_741_824 } as const;
type Unit = keyof typeof sizes;

/** The unit in which a size is a round number. */
const unitOf = (bytes: number): Unit => (bytes % sizes.gib === 0 ? "gib" : "mib");

const isUnit = (value: string): value is Unit => value in sizes;

interface Props {
  label: string;
  description?: ReactNode;
  error?: ReactNode;
  /** In bytes. */
  value?: number;
  onChange: (bytes: number) => void;
  onBlur?: () => void;
  required?: boolean;
}

/** A size, typed in MiB or GiB and kept in bytes. */
export function QuotaInput({ value = 0, onChange, label, ...rest }: Props) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<Unit>(unitOf(value));
  const [own, setOwn] = useState(value);
  if (value !== own) {
    // Set from outside, as by a template: its unit too. While somebody types, the unit stays.
    setOwn(value);
    setUnit(unitOf(value));
  }
  return (
    <NumberInput
      {...rest}
      label={label}
      min={0}
      allowNegative={false}
      decimalScale={2}
      thousandSeparator=" "
      value={value / sizes[unit]}
      onChange={(typed) => {
        const bytes = typed === "" ? 0 : Math.round(Number(typed) * sizes[unit]);
        setOwn(bytes);
        onChange(bytes);
      }}
      rightSectionWidth={76}
      rightSection={
        <NativeSelect
          size="xs"
          className={classes.unit}
          variant="unstyled"
          aria-label={`${label}: MiB / GiB`}
          value={unit}
          onChange={(event) => {
            if (isUnit(event.currentTarget.value)) setUnit(event.currentTarget.value);
          }}
          data={[
            { value: "mib", label: t("unit.quota.mib") },
            { value: "gib", label: t("unit.quota.gib") },
          ]}
        />
      }
    />
  );
}
