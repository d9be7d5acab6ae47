import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  description: string;
  error?: string;
  /** 0: none. */
  value: number;
  onChange: (id: number) => void;
}

/** Through which host mail is sent; by its number, as the API takes it. */
export function RelayHostInput({ value, onChange, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <NumberInput
      {...rest}
      placeholder={t("none")}
      min={0}
      allowDecimal={false}
      allowNegative={false}
      value={value === 0 ? "" : value}
      onChange={(typed) => {
        onChange(typed === "" ? 0 : Number(typed));
      }}
    />
  );
}
