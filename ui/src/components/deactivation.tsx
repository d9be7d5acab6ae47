import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Confirm } from "~/components/confirm";

interface Words<Thing> {
  /** "Deactivate example.org?" */
  title: (thing: Thing) => string;
  /** Whom it concerns, and how. */
  text: (thing: Thing) => ReactNode;
}

/**
 * Switches something on at once, and off after a question: many people notice. Gives what asks, and the question itself
 * for the page.
 */
export function useAskedSwitch<Thing extends { active: boolean }>(
  setActive: (thing: Thing, active: boolean) => Promise<void>,
  { title, text }: Words<Thing>,
): [ask: (thing: Thing) => void, question: ReactNode] {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Thing>();
  const [opened, setOpened] = useState(false);
  const ask = (thing: Thing) => {
    if (!thing.active) {
      void setActive(thing, true);
      return;
    }
    setAsked(thing);
    setOpened(true);
  };
  const question =
    asked === undefined ? null : (
      <Confirm
        opened={opened}
        onClose={() => {
          setOpened(false);
        }}
        title={title(asked)}
        confirmLabel={t("deactivate")}
        danger={false}
        onConfirm={() => setActive(asked, false)}
      >
        <p>{text(asked)}</p>
      </Confirm>
    );
  return [ask, question];
}
