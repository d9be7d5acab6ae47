import { Button, Drawer } from "@mantine/core";
import { IconEye, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { DeleteObject } from "~/components/deletion/delete-object";
import { DkimRecord, SplitSwitch } from "~/components/dkim-record/dkim-record";
import { keysOf } from "~/components/dkim-record/keys-of";
import { notifyDone } from "~/components/notify";
import { ErrorState } from "~/components/states";
import { ObjectChanges } from "~/components/changes/object-changes";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { shownAddress } from "~/lib/idn";

import { useKeyKind } from "./kind";
import { deleteKey, type DkimDomain, type DkimKey } from "./queries";
import { RevealKey } from "./reveal";
import classes from "./dkim.module.css";

interface KeyProps {
  dkimKey: DkimKey;
  split: boolean;
  onReveal: () => void;
  onDelete: () => void;
}

function OneKey({ dkimKey, split, onReveal, onDelete }: KeyProps) {
  const { t } = useTranslation(["dkim", "common"]);
  const format = useFormat();
  const kind = useKeyKind();
  const mayReveal = useMay("private_keys_read");
  const mayWrite = useMay("dkim_write");
  return (
    <section className={classes.one}>
      <div className={classes.head}>
        <h3 className={classes.heading}>{kind(dkimKey)}</h3>
        {mayReveal && (
          <Button size="compact-md" variant="default" leftSection={<IconEye size={15} />} onClick={onReveal}>
            {t("reveal")}
          </Button>
        )}
        {mayWrite && (
          <Button
            size="compact-md"
            variant="default"
            color="red"
            leftSection={<IconTrash size={15} />}
            onClick={onDelete}
          >
            {t("common:delete")}
          </Button>
        )}
      </div>
      <p className={classes.quiet}>
        {t("key.since", { selector: dkimKey.selector, when: format.date(dkimKey.created) })}
      </p>
      <DkimRecord record={dkimKey} split={split} />
    </section>
  );
}

function Whole({ found, onGenerate }: { found: DkimDomain; onGenerate: () => void }) {
  const { t } = useTranslation(["dkim", "common"]);
  const cache = useQueryClient();
  const kind = useKeyKind();
  const mayWrite = useMay("dkim_write");
  const [split, setSplit] = useState(false);
  const [revealing, setRevealing] = useState<DkimKey | undefined>();
  const [deleting, setDeleting] = useState<DkimKey | undefined>();
  return (
    <div className={classes.stack}>
      <p className={classes.quiet}>
        {found.keys.length === 0 ? t("detail.missing") : found.state === "unused" ? t("detail.unused") : t("detail.valid")}
      </p>
      {found.keys.length > 0 && <SplitSwitch split={split} onSplit={setSplit} />}
      {found.keys.map((key) => (
        <OneKey
          key={key.id}
          dkimKey={key}
          split={split}
          onReveal={() => {
            setRevealing(key);
          }}
          onDelete={() => {
            setDeleting(key);
          }}
        />
      ))}
      {mayWrite && found.kind !== "foreign" && found.keys.length < 2 && (
        <div>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={onGenerate}>
            {found.keys.length === 0 ? t("generate") : t("detail.second")}
          </Button>
        </div>
      )}
      <ObjectChanges object={found.domain} kind="dkim" />
      {revealing !== undefined && (
        <RevealKey
          dkimKey={revealing}
          onClose={() => {
            setRevealing(undefined);
          }}
        />
      )}
      {deleting !== undefined && (
        <DeleteObject
          onClose={() => {
            setDeleting(undefined);
          }}
          title={t("delete.one.title", { domain: shownAddress(deleting.domain) })}
          verb={t("delete.one.verb")}
          name={deleting.selector}
          onDelete={async () => {
            await deleteKey(deleting.domain, deleting.selector);
            await cache.invalidateQueries({ queryKey: ["dkim"] });
            notifyDone(t("done.deleted", { domain: deleting.domain }));
          }}
        >
          <p>{t("delete.one.text", { kind: kind(deleting), selector: deleting.selector })}</p>
        </DeleteObject>
      )}
    </div>
  );
}

export interface DomainKeysProps {
  domain: string;
  onClose: () => void;
  onGenerate: () => void;
}

/** The keys of one domain beside the list: what to publish, and what can be done with them. */
export function DomainKeys({ domain, onClose, onGenerate }: DomainKeysProps) {
  const { t } = useTranslation(["dkim", "common"]);
  const found = useQuery(keysOf(domain));
  return (
    <Drawer
      opened
      onClose={onClose}
      title={<bdi>{shownAddress(domain)}</bdi>}
      closeButtonProps={{ "aria-label": t("common:close") }}
      padding="md"
    >
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && <Whole found={found.data} onGenerate={onGenerate} />}
    </Drawer>
  );
}
