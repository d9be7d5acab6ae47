import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Rooms } from "./rooms";

/** The navigation of a narrow screen. */
export function RoomsDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("frame");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="left"
      size={280}
      title="MailApp"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <nav aria-label={t("navigation")}>
        <Rooms rail={false} onNavigate={onClose} />
      </nav>
    </Drawer>
  );
}
