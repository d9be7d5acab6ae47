import { IconEyeOff, IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Address } from "~/components/values";
import { useFormat } from "~/lib/format";

import type { Alias } from "./queries";
import classes from "./aliases.module.css";

const icons = { discard: IconEyeOff, learn_spam: IconShieldX, learn_ham: IconShieldCheck } as const;

/** Where an alias sends its mail, on one line: the first address and how many more, or what becomes of it. */
export function Goto({ alias }: { alias: Alias }) {
  const { t } = useTranslation("aliases");
  const format = useFormat();
  if (alias.delivery !== "forward") {
    const Icon = icons[alias.delivery];
    return (
      <span className={classes.special}>
        <Icon size={15} aria-hidden />
        {t(`delivery.${alias.delivery}`)}
      </span>
    );
  }
  const [first, ...rest] = alias.destinations;
  return (
    <span className={classes.goto} title={alias.destinations.slice(0, 30).join("\n")}>
      <span className={classes.first}>
        <Address value={first ?? ""} />
      </span>
      {rest.length > 0 && (
        <span className={classes.more}>
          {t("goto.more", { count: rest.length, shown: format.number(rest.length) })}
        </span>
      )}
    </span>
  );
}
