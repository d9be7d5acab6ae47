import { Button } from "@mantine/core";
import { IconCopyPlus, IconEye, IconFileImport, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";
import { DeleteObject } from "~/components/deletion/delete-object";
import { notifyDone } from "~/components/notify";
import { Page } from "~/components/page";
import { useColumns } from "~/components/table/columns";
import { DataTable } from "~/components/table/data-table";
import type { Filter, RowAction } from "~/components/table/types";
import { StateDot, type Tone } from "~/components/values";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";
import { shownAddress } from "~/lib/idn";

import { DomainKeys, DuplicateForm, GenerateForm, ImportForm } from "./dialogs";
import { useKeyKind } from "./kind";
import { deleteKeys, dkimSource, states, type DkimDomain, type KeyState } from "./queries";
import classes from "./dkim.module.css";

const tones: Record<KeyState, Tone> = { valid: "positive", missing: "caution", unused: "quiet" };

export function DkimList() {
  const { t } = useTranslation(["dkim", "common"]);
  const cache = useQueryClient();
  const mayWrite = useMay("dkim_write");
  const kindOf = useKeyKind();
  const [search, change] = useSearchText();
  const [deleting, setDeleting] = useState<DkimDomain | undefined>();

  const columns = useColumns<DkimDomain>(
    () => [
      {
        id: "domain",
        header: t("column.domain"),
        sort: "domain",
        width: 240,
        grow: 2,
        cell: (row) => (
          <bdi className={classes.domain} title={shownAddress(row.domain)}>
            {shownAddress(row.domain)}
          </bdi>
        ),
        value: (row) => row.domain,
      },
      {
        id: "state",
        phone: "line",
        header: t("column.state"),
        width: 150,
        cell: (row) => <StateDot tone={tones[row.state]}>{t(`state.${row.state}`)}</StateDot>,
        value: (row) => row.state,
      },
      {
        id: "kind",
        header: t("column.kind"),
        width: 140,
        spare: 2,
        cell: (row) => t(`domain.${row.kind}`),
        value: (row) => row.kind,
      },
      {
        id: "keys",
        phone: "line",
        header: t("column.keys"),
        width: 220,
        cell: (row) => (
          <span className={classes.keys}>
            {row.keys.map((key) => (
              <span key={key.id} className={classes.key}>
                {kindOf(key)}
              </span>
            ))}
          </span>
        ),
        value: (row) => row.keys.map(kindOf).join(" "),
      },
      {
        id: "selector",
        header: t("column.selector"),
        width: 150,
        spare: 3,
        cell: (row) => (
          <bdi className={classes.mono}>{row.keys.map((key) => key.selector).join(", ")}</bdi>
        ),
        value: (row) => row.keys.map((key) => key.selector).join(" "),
      },
      {
        id: "record",
        header: t("column.record"),
        width: 260,
        spare: 1,
        grow: 3,
        cell: (row) => {
          const first = row.keys[0];
          return first === undefined ? null : <CopyValue value={first.record_text} mono />;
        },
        value: (row) => row.keys.map((key) => `${key.record_name} TXT ${key.record_text}`).join("\n"),
      },
    ],
    [t, kindOf],
  );

  const filters = useMemo<Filter[]>(
    () => [
      {
        id: "state",
        label: t("column.state"),
        choices: states.map((state) => ({ value: state, label: t(`state.${state}`) })),
        say: (value) => {
          const known = states.find((one) => one === value);
          return known === undefined ? value : t(`filter.state.${known}`);
        },
      },
    ],
    [t],
  );

  const rowActions = (row: DkimDomain): RowAction<DkimDomain>[] => {
    const show: RowAction<DkimDomain> = {
      id: "show",
      label: t("show"),
      icon: <IconEye size={16} />,
      prominent: true,
      run: () => {
        change({ domain: row.domain }, "push");
      },
    };
    const generate: RowAction<DkimDomain> = {
      id: "generate",
      label: t("generate"),
      icon: <IconPlus size={16} />,
      prominent: true,
      run: () => {
        change({ dialog: "add", for: row.domain }, "push");
      },
    };
    if (!mayWrite) return [show];
    if (row.keys.length === 0) return [show, generate];
    return [
      show,
      {
        id: "duplicate",
        label: t("duplicate"),
        icon: <IconCopyPlus size={16} />,
        run: () => {
          change({ dialog: "duplicate", for: row.domain }, "push");
        },
      },
      {
        id: "delete",
        label: t("delete"),
        icon: <IconTrash size={16} />,
        danger: true,
        run: () => {
          setDeleting(row);
        },
      },
    ];
  };

  const closeDialog = () => {
    change({ dialog: undefined, for: undefined }, "push");
  };
  const wanted = { domain: search["for"] ?? "", onClose: closeDialog };
  const dialogKey = `${search["dialog"] ?? ""} ${search["for"] ?? ""}`;
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        mayWrite && (
          <>
            <Button
              variant="default"
              leftSection={<IconFileImport size={16} />}
              onClick={() => {
                change({ dialog: "import" }, "push");
              }}
            >
              {t("import")}
            </Button>
            <Button
              leftSection={<IconPlus size={16} />}
              onClick={() => {
                change({ dialog: "add" }, "push");
              }}
            >
              {t("add")}
            </Button>
          </>
        )
      }
    >
      <DataTable
        id="dkim"
        name={t("title")}
        source={dkimSource}
        columns={columns}
        filters={filters}
        keyOf={(row) => row.domain}
        nameOf={(row) => shownAddress(row.domain)}
        rowActions={rowActions}
        onOpen={(row) => {
          change({ domain: row.domain }, "push");
        }}
        empty={{ title: t("empty.title"), text: t("empty.text") }}
      />
      {search["domain"] !== undefined && search["dialog"] === undefined && (
        <DomainKeys
          domain={search["domain"]}
          onClose={() => {
            change({ domain: undefined }, "push");
          }}
          onGenerate={() => {
            change({ dialog: "add", for: search["domain"] }, "push");
          }}
        />
      )}
      <GenerateForm key={`g ${dialogKey}`} opened={search["dialog"] === "add"} {...wanted} />
      <ImportForm key={`i ${dialogKey}`} opened={search["dialog"] === "import"} {...wanted} />
      <DuplicateForm key={`d ${dialogKey}`} opened={search["dialog"] === "duplicate"} {...wanted} />
      {deleting !== undefined && (
        <DeleteObject
          onClose={() => {
            setDeleting(undefined);
          }}
          title={t("delete.title", { domain: shownAddress(deleting.domain) })}
          verb={t("delete.verb", { count: deleting.keys.length })}
          name={deleting.domain}
          onDelete={async () => {
            await deleteKeys(deleting.domain);
            await cache.invalidateQueries({ queryKey: ["dkim"] });
            notifyDone(t("done.deleted", { domain: shownAddress(deleting.domain) }));
          }}
        >
          <p>{t("delete.text", { count: deleting.keys.length, domain: shownAddress(deleting.domain) })}</p>
        </DeleteObject>
      )}
    </Page>
  );
}
