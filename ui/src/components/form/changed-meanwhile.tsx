import { Button, Group, Modal, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useChangeWords } from "~/components/changes/words";
import { isolate } from "~/lib/isolate";

import type { ChangedField, Comparison, Side } from "./merge";
import classes from "./form.module.css";

interface Props {
  /** What the object is: "mailbox". Its settings are named as the audit trail names them. */
  kind: string;
  comparison: Comparison;
  busy: boolean;
  onClose: () => void;
  onSave: (chosen: Record<string, Side>) => void;
}

const sides = ["theirs", "mine"] as const;

/** Two people changed one object: what both changed is chosen one by one, everything else is kept. */
export function ChangedMeanwhile({ kind, comparison, busy, onClose, onSave }: Props) {
  const { t } = useTranslation();
  const words = useChangeWords();
  const [chosen, setChosen] = useState<Record<string, Side>>({});
  const { both, onlyTheirs, onlyMine } = comparison;
  const open = both.filter(({ field }) => chosen[field] === undefined).length;
  const nameOf = ({ field }: ChangedField) => words.member(field, kind);
  const say = (field: string, value: unknown) => isolate(words.value(field, value));
  const chooseAll = (side: Side) => {
    setChosen(Object.fromEntries(both.map(({ field }) => [field, side])));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("changed.title")}
      size="lg"
      zIndex={350}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (open === 0) onSave(chosen);
        }}
      >
        <Stack gap="md">
          <span>{both.length === 0 ? t("changed.apart") : t("changed.text")}</span>
          {both.length > 1 && (
            <Group gap="xs">
              {sides.map((side) => (
                <Button
                  key={side}
                  size="compact-md"
                  variant="default"
                  onClick={() => {
                    chooseAll(side);
                  }}
                >
                  {t(`changed.all.${side}`)}
                </Button>
              ))}
            </Group>
          )}
          {both.map((one) => (
            <Radio.Group
              key={one.field}
              label={nameOf(one)}
              description={t("changed.was", { value: say(one.field, one.before) })}
              value={chosen[one.field] ?? null}
              onChange={(value) => {
                const side = sides.find((known) => known === value);
                if (side !== undefined) setChosen((before) => ({ ...before, [one.field]: side }));
              }}
            >
              <Stack gap={6} mt={6}>
                {sides.map((side) => (
                  <Radio
                    key={side}
                    value={side}
                    label={t(`changed.option.${side}`, { value: say(one.field, one[side]) })}
                    className={classes.choice ?? ""}
                  />
                ))}
              </Stack>
            </Radio.Group>
          ))}
          <Kept title={t("changed.taken")} fields={onlyTheirs} side="theirs" nameOf={nameOf} say={say} />
          <Kept title={t("changed.kept")} fields={onlyMine} side="mine" nameOf={nameOf} say={say} />
          <Group justify="flex-end" gap="xs">
            <span role="status" className={classes.help}>
              {open > 0 && t("changed.open", { count: open })}
            </span>
            <Button variant="default" onClick={onClose}>
              {t("changed.back")}
            </Button>
            <Button type="submit" loading={busy} disabled={open > 0}>
              {t("changed.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface KeptProps {
  title: string;
  fields: ChangedField[];
  side: Side;
  nameOf: (one: ChangedField) => string;
  say: (field: string, value: unknown) => string;
}

/** What only one of both changed: it is as that one wanted. */
function Kept({ title, fields, side, nameOf, say }: KeptProps) {
  const { t } = useTranslation();
  if (fields.length === 0) return null;
  return (
    <table className={classes.changed}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t("changed.field")}</th>
          <th scope="col">{t("changed.before")}</th>
          <th scope="col">{t("changed.after")}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((one) => (
          <tr key={one.field}>
            <th scope="row">{nameOf(one)}</th>
            <td>{say(one.field, one.before)}</td>
            <td>{say(one.field, one[side])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
