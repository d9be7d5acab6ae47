import { Button, PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { generatePassword, strengthOf, type PasswordRules } from "~/lib/password";

import classes from "./form.module.css";

interface Props extends Omit<PasswordInputProps, "onChange" | "value"> {
  value: string;
  onChange: (value: string) => void;
  /** The server's policy; it decides, this only shows. */
  rules: PasswordRules;
}

const tones = { weak: "critical", fair: "caution", good: "positive", strong: "positive" } as const;
const steps = { weak: 1, fair: 2, good: 3, strong: 4 } as const;

/** A new password: type or generate, see it, and how strong it is. */
export function PasswordField({ value, onChange, rules, ...rest }: Props) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  const [visible, setVisible] = useState(false);
  const strength = strengthOf(value, rules);
  return (
    <>
      <PasswordInput
        autoComplete="new-password"
        // The component library tells it by colour alone.
        aria-invalid={Boolean(rest.error)}
        {...rest}
        value={value}
        visible={visible}
        onVisibilityChange={setVisible}
        visibilityToggleButtonProps={{ "aria-label": visible ? t("hide") : t("show") }}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
        inputContainer={(input) => (
          <div className={classes.generated}>
            {input}
            <Button
              variant="default"
              onClick={() => {
                const made = generatePassword(rules);
                onChange(made);
                setVisible(true);
                clipboard.copy(made);
              }}
            >
              {t("password.generate")}
            </Button>
          </div>
        )}
      />
      {value !== "" && (
        <div className={classes.strength} role="status">
          <div className={classes.bars} aria-hidden="true">
            {[1, 2, 3, 4].map((step) => (
              <span key={step} data-on={step <= steps[strength] ? tones[strength] : undefined} />
            ))}
          </div>
          {clipboard.copied ? t("copied") : t(`password.strength.${strength}`)}
        </div>
      )}
    </>
  );
}
