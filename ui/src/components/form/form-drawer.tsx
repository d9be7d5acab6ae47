import { Alert, Button, Collapse, Drawer, Group, Modal } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useDisclosure, useId } from "@mantine/hooks";
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ApiProblem, isProblem } from "~/api/client";
import { ErrorState, useErrorText } from "~/components/states";
import { isTopmost } from "~/lib/topmost";
import { useUnsaved } from "~/lib/unsaved";
import { leavesDialog } from "~/lib/url-state";

import { ChangedMeanwhile } from "./changed-meanwhile";
import { compare, merged } from "./merge";
import classes from "./form.module.css";

/** Somebody else changed the object: what they changed, and how to go on. */
export interface Conflict<Values> {
  /** What the object is, as the audit trail calls it: "mailbox". */
  kind: string;
  /** The object of now, as the form's values. */
  theirs: Values;
  /** Saves again, over the object of now. */
  force: (values: Values) => Promise<void>;
}

interface Props<Values extends Record<string, unknown>> {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What the primary button does: "Add mailbox". */
  submitLabel: string;
  form: UseFormReturnType<Values>;
  /** Saves; what it throws is shown, on the field at fault where the server names one. */
  onSubmit: (values: Values) => Promise<void>;
  /** The field for a member of the request, where the names differ: "/name" is "domain". */
  fieldOf?: (pointer: string) => string | undefined;
  /** For editing: the query of the object. The form opens when it is there, so that nothing typed is overwritten. */
  source?: { data: unknown; error: unknown; refetch: () => unknown } | undefined;
  /** For editing: reads the object again after a refused If-Match. */
  onConflict?: () => Promise<Conflict<Values>>;
  children: ReactNode;
}

const fieldOfPointer = (pointer: string) => pointer.replace(/^\//, "").replaceAll("/", ".");

/** The one form of the panel: a drawer beside the list, with what to do about errors, conflicts and leaving. */
export function FormDrawer<Values extends Record<string, unknown>>({
  opened,
  onClose,
  title,
  submitLabel,
  form,
  onSubmit,
  fieldOf,
  source,
  onConflict,
  children,
}: Props<Values>) {
  const { t } = useTranslation();
  const say = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [conflict, setConflict] = useState<Conflict<Values> | undefined>();
  const formId = useId();
  const dirty = opened && form.isDirty();
  const missing = source !== undefined && source.data === undefined;
  useUnsaved(dirty);

  // Saved or given up: what closes the form now asks nothing.
  const letGo = useRef(false);
  useEffect(() => {
    if (opened) letGo.current = false;
  }, [opened]);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && !letGo.current && leavesDialog(current, next),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const [leaving, leavingHandlers] = useDisclosure(false);

  const clear = () => {
    letGo.current = true;
    setFailure(undefined);
    setConflict(undefined);
    leavingHandlers.close();
    form.reset();
  };
  const dismiss = () => {
    clear();
    onClose();
  };
  const drawer = useRef<HTMLDivElement>(null);
  const askToClose = () => {
    if (!isTopmost(drawer.current)) return;
    if (dirty) leavingHandlers.open();
    else dismiss();
  };

  const focusField = (field: string) => {
    form.getInputNode(field)?.focus();
  };

  const attempt = async (save: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await save();
      dismiss();
    } catch (error) {
      if (isProblem(error, "version.changed") && onConflict !== undefined) {
        try {
          setConflict(await onConflict());
        } catch (again) {
          setFailure(again);
        }
      } else if (error instanceof ApiProblem && error.problem.field !== null && error.problem.field !== "") {
        const field = fieldOf?.(error.problem.field) ?? fieldOfPointer(error.problem.field);
        const top = field.split(".")[0] ?? field;
        const known = field in form.getValues() ? field : top in form.getValues() ? top : undefined;
        if (known === undefined) {
          setFailure(error);
        } else {
          form.setFieldError(known, error.problem.detail);
          focusField(known);
        }
      } else {
        setFailure(error);
      }
    } finally {
      setBusy(false);
    }
  };

  const comparison =
    conflict === undefined ? undefined : compare(form.getInitialValues(), conflict.theirs, form.getValues());

  return (
    <>
      <Drawer
        ref={drawer}
        opened={opened && (!missing || source.error !== null)}
        onClose={askToClose}
        title={title}
        closeButtonProps={{ "aria-label": t("close") }}
        padding="md"
      >
        <form
          id={formId}
          className={classes.form}
          noValidate
          onSubmit={(event) => {
            form.onSubmit(
              (values) => void attempt(() => onSubmit(values)),
              (errors) => {
                const first = Object.keys(errors)[0];
                if (first !== undefined) focusField(first);
              },
            )(event);
          }}
        >
          <div className={classes.fields}>
            {failure !== undefined && (
              <Alert color="red" variant="light" icon={<IconAlertTriangle />} role="alert">
                {say(failure)}
              </Alert>
            )}
            {missing ? <ErrorState error={source.error} onRetry={() => void source.refetch()} /> : children}
          </div>
          <div className={classes.foot}>
            <Button variant="default" onClick={askToClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={missing}>
              {submitLabel}
            </Button>
          </div>
        </form>
      </Drawer>
      {conflict !== undefined && comparison !== undefined && (
        <ChangedMeanwhile
          kind={conflict.kind}
          comparison={comparison}
          busy={busy}
          onClose={() => {
            setConflict(undefined);
          }}
          onSave={(chosen) => {
            const { theirs, force } = conflict;
            const result = merged(theirs, form.getValues(), comparison, chosen);
            // What is refused now is told in the form, which has what was to be saved.
            form.setInitialValues(theirs);
            form.setValues(result);
            setConflict(undefined);
            void attempt(() => force(result));
          }}
        />
      )}
      <Leaving
        opened={leaving || blocker.status === "blocked"}
        onStay={() => {
          leavingHandlers.close();
          blocker.reset?.();
        }}
        onLeave={() => {
          // The way that was barred closes the form, too.
          if (blocker.proceed === undefined) {
            dismiss();
          } else {
            clear();
            blocker.proceed();
          }
        }}
      />
    </>
  );
}

function Leaving({ opened, onStay, onLeave }: { opened: boolean; onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDivElement>(null);
  return (
    <Modal
      ref={dialog}
      opened={opened}
      // The Escape that asks the question is not its answer.
      onClose={() => {
        if (isTopmost(dialog.current)) onStay();
      }}
      title={t("confirm.leave.title")}
      size="sm"
      zIndex={400}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <p className={classes.help}>{t("confirm.leave.text")}</p>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onLeave}>
          {t("confirm.leave.leave")}
        </Button>
        <Button data-autofocus onClick={onStay}>
          {t("confirm.leave.stay")}
        </Button>
      </Group>
    </Modal>
  );
}

/** Fields that belong together, with a heading and a line of help. */
export function FormGroup({ title, help, children }: { title?: string; help?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      {title !== undefined && <legend className={classes.legend}>{title}</legend>}
      {help !== undefined && <p className={classes.help}>{help}</p>}
      {children}
    </fieldset>
  );
}

/** Two fields beside each other where there is room. */
export function FormRow({ children }: { children: ReactNode }) {
  return <div className={classes.row}>{children}</div>;
}

/** Rare settings, folded, with a summary of what is set there. */
export function Advanced({ title, summary, children }: { title?: string; summary?: string; children: ReactNode }) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure(false);
  const id = useId();
  return (
    <div>
      <button type="button" className={classes.advanced} aria-expanded={opened} aria-controls={id} onClick={toggle}>
        {opened ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        {title ?? t("advanced")}
        {!opened && summary !== undefined && <span className={classes.summary}>{summary}</span>}
      </button>
      <Collapse expanded={opened} id={id} pt="md">
        <div className={classes.fields}>{children}</div>
      </Collapse>
    </div>
  );
}
