import { Button, Textarea } from "@mantine/core";
import { useMemo, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "~/lib/format";

import { addressLines } from "./address-lines";
import classes from "./form.module.css";

const shownErrors = 5;

interface Props {
  label: string;
  description?: ReactNode;
  required?: boolean;
  /** One address on each line. */
  value?: string;
  onChange: (text: string) => void;
  onBlur?: () => void;
  error?: ReactNode;
  /** Under which a form finds the field to give it the focus. */
  "data-path"?: string;
}

/** Many addresses: typed or pasted, counted, with an error for each line that is none. */
export function AddressList({ value = "", onChange, error, ...rest }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const input = useRef<HTMLTextAreaElement>(null);
  const lines = useMemo(() => addressLines(value), [value]);
  const wrong = lines.filter((one) => !one.valid);
  const doubles = lines.filter((one) => one.double).length;

  const select = (line: number) => {
    const rows = value.split("\n");
    const start = rows.slice(0, line - 1).reduce((sum, row) => sum + row.length + 1, 0);
    input.current?.focus();
    input.current?.setSelectionRange(start, start + (rows[line - 1]?.length ?? 0));
  };

  return (
    <div>
      <Textarea
        {...rest}
        ref={input}
        autosize
        minRows={4}
        maxRows={12}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: classes.addresses ?? "" }}
        value={value}
        error={error}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      <div className={classes.addressCount} role="status">
        {t("addresses.count", { count: lines.length - doubles, shown: format.number(lines.length - doubles) })}
        {doubles > 0 && <span>{t("addresses.doubles", { count: doubles })}</span>}
      </div>
      {wrong.length > 0 && value.trim() !== "" && (
        <ul className={classes.addressErrors}>
          {wrong.slice(0, shownErrors).map((one) => (
            <li key={`${String(one.line)} ${one.address}`}>
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                onClick={() => {
                  select(one.line);
                }}
              >
                {t("addresses.line", { line: one.line })}
              </Button>
              <bdi title={one.address}>{one.address}</bdi>
            </li>
          ))}
          {wrong.length > shownErrors && (
            <li>{t("addresses.more", { count: wrong.length - shownErrors })}</li>
          )}
        </ul>
      )}
    </div>
  );
}
