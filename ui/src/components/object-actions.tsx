import { Button } from "@mantine/core";
import { IconEdit, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props {
  active: boolean;
  onEdit: () => void;
  /** Turns it on where it is off, and off where it is on. */
  onSwitch: () => void;
  onDelete: () => void;
}

/** The actions in the head of an object's page. */
export function ObjectActions({ active, onEdit, onSwitch, onDelete }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Button leftSection={<IconEdit size={16} />} onClick={onEdit}>
        {t("edit")}
      </Button>
      <Button
        variant="default"
        leftSection={active ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
        onClick={onSwitch}
      >
        {active ? t("deactivate") : t("activate")}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={16} />} onClick={onDelete}>
        {t("delete")}
      </Button>
    </>
  );
}
