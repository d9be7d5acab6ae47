import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";

import type { IssuedApiKey } from "./queries";
import classes from "./api-keys.module.css";

export interface IssuedKeyProps {
  issued: IssuedApiKey;
  onClose: () => void;
}

/** A new key, the only time that anybody sees it. It closes by its button alone, not by a click beside it. */
export function IssuedKey({ issued, onClose }: IssuedKeyProps) {
  const { t } = useTranslation("api_keys");
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t("issued.title")}
    >
      <Stack gap="md">
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle />}>
          {t("issued.text")}
        </Alert>
        <div className={classes.key}>
          <CopyValue value={issued.key} mono wrap />
        </div>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("issued.close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
