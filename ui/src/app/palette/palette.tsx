import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { dialogOnDemand } from "~/components/on-demand";

import classes from "./palette.module.css";

const PaletteDialog = dialogOnDemand<{ opened: boolean; onClose: () => void }>(
  async () => (await import("./palette-dialog")).PaletteDialog,
);

/** Ctrl-K: to any page, any domain, mailbox or alias, and into any "add" dialog. */
export function Palette() {
  const { t } = useTranslation("palette");
  const [opened, { open, close }] = useDisclosure(false);
  useHotkeys([["mod+K", open]], []);
  return (
    <>
      <button type="button" className={classes.trigger} aria-label={t("open")} onClick={open}>
        <IconSearch size={16} aria-hidden />
        <span>{t("short")}</span>
        <kbd className={classes.keys}>{t("keys")}</kbd>
      </button>
      <PaletteDialog opened={opened} onClose={close} />
    </>
  );
}
