import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Schema } from "~/api/schema";

import { FormRow } from "./form-drawer";

type Frame = Schema["Domain"]["rate_limit_frame"];

const frames: readonly Frame[] = ["second", "minute", "hour", "day"];

interface Props {
  /** Messages in a frame; 0: no limit. */
  value: number;
  frame: Frame;
  onValue: (value: number) => void;
  onFrame: (frame: Frame) => void;
  error?: string;
}

/** So many messages in a second, a minute, an hour, a day. */
export function RateLimitInput({ value, frame, onValue, onFrame, error }: Props) {
  const { t } = useTranslation();
  return (
    <FormRow>
      <NumberInput
        label={t("rate.value")}
        placeholder={t("unlimited")}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        value={value === 0 ? "" : value}
        onChange={(typed) => {
          onValue(typed === "" ? 0 : Number(typed));
        }}
        error={error}
      />
      <Select
        label={t("rate.frame")}
        allowDeselect={false}
        data={frames.map((choice) => ({ value: choice, label: t(`rate.per.${choice}`) }))}
        value={frame}
        onChange={(choice) => {
          const known = frames.find((one) => one === choice);
          if (known !== undefined) onFrame(known);
        }}
      />
    </FormRow>
  );
}
