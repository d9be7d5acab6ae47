import { Button, Group, Modal, PasswordInput, Stack, Textarea } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiProblem } from "~/api/client";
import { useErrorText } from "~/components/states";

import { revealKey, type DkimKey } from "./queries";
import classes from "./dkim.module.css";

/** The private half of a key, for who types the own password again. It is forgotten when the dialog closes. */
export function RevealKey({ dkimKey, onClose }: { dkimKey: DkimKey; onClose: () => void }) {
  const { t } = useTranslation(["dkim", "common"]);
  const say = useErrorText();
  const clipboard = useClipboard();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>();
  const [shown, setShown] = useState<string | undefined>();
  const reveal = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setShown((await revealKey(dkimKey.domain, dkimKey.selector, password)).private_key);
    } catch (problem) {
      // A wrong password belongs to the field, as does whatever else the server refuses.
      setError(problem instanceof ApiProblem ? problem.problem.detail : say(problem));
    } finally {
      setPassword("");
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t("reveal.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {shown === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (password !== "" && !busy) void reveal();
          }}
        >
          <Stack gap="md">
            <p className={classes.quiet}>
              {t("reveal.text", { domain: dkimKey.domain, selector: dkimKey.selector })}
            </p>
            <PasswordInput
              label={t("reveal.password")}
              autoComplete="current-password"
              data-autofocus
              value={password}
              error={error}
              aria-invalid={error !== undefined}
              visibilityToggleButtonProps={{ "aria-label": t("common:show") }}
              onChange={(event) => {
                setPassword(event.currentTarget.value);
              }}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t("common:cancel")}
              </Button>
              <Button type="submit" loading={busy} disabled={password === ""}>
                {t("reveal.verb")}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="md">
          <p className={classes.quiet}>{t("reveal.shown")}</p>
          <Textarea
            aria-label={t("reveal.title")}
            classNames={{ input: classes.mono ?? "" }}
            readOnly
            autosize
            maxRows={20}
            value={shown}
          />
          <Group justify="flex-end" gap="xs">
            <Button
              variant="default"
              onClick={() => {
                clipboard.copy(shown);
              }}
            >
              {clipboard.copied ? t("common:copied") : t("common:copy")}
            </Button>
            <Button onClick={onClose}>{t("common:close")}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
