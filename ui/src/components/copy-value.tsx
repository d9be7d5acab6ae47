import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "./values.module.css";

interface Props {
  value: string;
  /** What is shown, when it is not the value itself. */
  shown?: string;
  mono?: boolean;
  /** The whole value on as many lines as it takes, instead of an ellipsis. */
  wrap?: boolean;
}

/** A value with a button that copies it. */
export function CopyValue({ value, shown, mono = false, wrap = false }: Props) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1500 });
  const text = [wrap ? classes.copyWrap : classes.copyText, mono ? classes.mono : ""].join(" ");
  return (
    <span className={classes.copy}>
      <bdi className={text} title={wrap ? undefined : value}>
        {shown ?? value}
      </bdi>
      <Tooltip label={clipboard.copied ? t("copied") : t("copy")}>
        <ActionIcon
          size={24}
          aria-label={`${t("copy")}: ${shown ?? value}`}
          onClick={() => {
            clipboard.copy(value);
          }}
        >
          {clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
