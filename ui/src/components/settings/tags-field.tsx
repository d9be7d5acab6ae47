import { TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Bind } from "./fields";

/** Tags of a domain, a mailbox or a template. */
export function TagsField({ bind }: { bind: Bind<{ tags: string[] }> }) {
  const { t } = useTranslation();
  return <TagsInput label={t("tags")} description={t("tags.help")} maxTags={25} {...bind("tags")} />;
}
