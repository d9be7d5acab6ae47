import { Alert, Button, Group, Modal, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "~/components/states";
import { signIn, type Session } from "~/features/sign_in/session";
import { word } from "~/features/sign_in/words";

export interface SignInAgainProps {
  opened: boolean;
  account: string;
  onSession: (session: Session) => void;
  /** Gives up what was typed, and goes to the sign-in. */
  onLeave: () => void;
}

/** Over what somebody was typing when the session ended: the password once more, and it goes on. */
export function SignInAgain({ opened, account, onSession, onLeave }: SignInAgainProps) {
  const { t } = useTranslation("frame");
  const say = useErrorText();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const send = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const answer = await signIn(account, password);
      if (answer.kind === "session") {
        setPassword("");
        onSession(answer.session);
      } else if (answer.kind === "unreachable") {
        setFailure(word("unreachable"));
      } else if (answer.code === "session.login_failed") {
        setFailure(t("again.wrong"));
      } else if (answer.code === "session.throttled") {
        const { retryAfter } = answer;
        setFailure(
          retryAfter === undefined ? word("throttled") : word("throttled.seconds", { seconds: String(retryAfter) }),
        );
      } else {
        setFailure(word("failed", { code: answer.code }));
      }
    } catch (error) {
      setFailure(say(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      title={t("again.title")}
      size="sm"
      zIndex={500}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== "" && !busy) void send();
        }}
      >
        <Stack gap="md">
          <p style={{ margin: 0 }}>{t("again.text", { name: account })}</p>
          {failure !== undefined && (
            <Alert color="red" variant="light" role="alert">
              {failure}
            </Alert>
          )}
          <input type="hidden" name="username" autoComplete="username" value={account} readOnly />
          <PasswordInput
            label={t("again.password")}
            autoComplete="current-password"
            data-autofocus
            visibilityToggleButtonProps={{ "aria-label": word("show") }}
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
            }}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onLeave}>
              {t("again.leave")}
            </Button>
            <Button type="submit" loading={busy} disabled={password === ""}>
              {t("again.submit")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
