import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "~/components/states";

import { addDomain } from "./queries";
import classes from "./set-up.module.css";

interface Props {
  present: readonly string[];
  chosen: string | undefined;
  onChoose: (domain: string) => void;
}

/** The first domain, new or one that is there already. */
export function DomainStep({ present, chosen, onChoose }: Props) {
  const { t } = useTranslation("set_up");
  const say = useErrorText();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");

  const add = async () => {
    if (name.trim() === "") {
      setError(t("domain.missing"));
      return;
    }
    setBusy(true);
    try {
      const added = await addDomain(name.trim());
      await cache.invalidateQueries({ queryKey: ["domains"] });
      onChoose(added.name);
    } catch (failure) {
      setError(say(failure));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void add();
        }}
      >
        <TextInput
          label={t("domain.name")}
          placeholder="example.org"
          description={t("domain.help")}
          autoComplete="off"
          spellCheck={false}
          required
          value={name}
          error={error === "" ? undefined : error}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setError("");
          }}
        />
        <Button type="submit" loading={busy} className={classes.submit ?? ""}>
          {t("domain.add")}
        </Button>
      </form>
      {present.length > 0 && (
        <div className={classes.present}>
          <p>{t("domain.present")}</p>
          <div className={classes.choices}>
            {present.map((one) => (
              <Button
                key={one}
                variant={one === chosen ? "light" : "default"}
                size="xs"
                aria-pressed={one === chosen}
                onClick={() => {
                  onChoose(one);
                }}
              >
                <bdi className={classes.choice}>{one}</bdi>
              </Button>
            ))}
          </div>
        </div>
      )}
    </>
  );
}
