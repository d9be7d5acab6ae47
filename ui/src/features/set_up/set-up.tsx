import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "~/components/page";
import { notifyFailed } from "~/components/notify";
import { ownPath } from "~/lib/return-path";
import { useSearchText } from "~/lib/url-state";

import { DomainStep } from "./domain-step";
import { HostStep } from "./host-step";
import { MailboxStep } from "./mailbox-step";
import { closeSetUp, firstDomains, firstMailboxes } from "./queries";
import { RecordsStep } from "./records-step";
import { SelfTest } from "./self-test";
import { after, stepOf, steps, type Step } from "./steps";
import { TestStep } from "./test-step";
import classes from "./set-up.module.css";

/** The way from an empty server to a message that arrived. How far one is stands in the address. */
export function SetUp() {
  const { t } = useTranslation("set_up");
  const router = useRouter();
  const [search, change] = useSearchText();
  const step = stepOf(search["step"]);
  const afterwards = ownPath(search["return"]);
  const domains = useQuery(firstDomains);
  const domain = search["domain"] ?? domains.data?.items[0]?.name;
  const mailboxes = useQuery({ ...firstMailboxes(domain ?? ""), enabled: domain !== undefined });
  const mailbox = search["mailbox"] ?? mailboxes.data?.items[0]?.address;

  const go = (to: Step, patch: Record<string, string> = {}) => {
    change({ step: to, ...patch }, "push");
  };
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    // Who wants to go is let go, also when the server could not take note of it.
    await closeSetUp().catch(notifyFailed);
    router.history.push(afterwards ?? "/");
  };
  const next = () => {
    const to = after(step);
    if (to === undefined) void leave();
    else go(to);
  };
  const isDone: Record<Step, boolean> = {
    host: step !== "host",
    domain: domain !== undefined,
    records: steps.indexOf(step) > steps.indexOf("records"),
    mailbox: mailbox !== undefined,
    test: false,
  };
  const isThere = { domain: domain !== undefined, mailbox: mailbox !== undefined };

  const needed = (missing: "domain" | "mailbox"): ReactNode => (
    <div className={classes.needed}>
      <p>{t(`needs.${missing}`)}</p>
      <Button
        variant="default"
        onClick={() => {
          go(missing);
        }}
      >
        {t(`needs.${missing}.go`)}
      </Button>
    </div>
  );

  const content: Record<Step, () => ReactNode> = {
    host: () => <HostStep />,
    domain: () => (
      <DomainStep
        present={domains.data?.items.map((one) => one.name) ?? []}
        chosen={domain}
        onChoose={(name) => {
          go("records", { domain: name });
        }}
      />
    ),
    records: () => (domain === undefined ? needed("domain") : <RecordsStep domain={domain} />),
    mailbox: () =>
      domain === undefined ? (
        needed("domain")
      ) : (
        <MailboxStep
          domain={domain}
          present={mailboxes.data?.items.map((one) => one.address) ?? []}
          onAdded={(address) => {
            go("test", { mailbox: address });
          }}
        />
      ),
    test: () => (
      <>
        <SelfTest />
        {mailbox === undefined ? needed(isThere.domain ? "mailbox" : "domain") : <TestStep mailbox={mailbox} />}
      </>
    ),
  };

  return (
    <Page
      title={t("title")}
      lead={
        <>
          {t("lead")}
          {afterwards !== undefined && (
            <span className={classes.afterwards}>
              {t("afterwards")} <bdi>{afterwards}</bdi>
            </span>
          )}
        </>
      }
    >
      <div className={classes.walk}>
        <nav aria-label={t("steps")} className={classes.steps}>
          <ol>
            {steps.map((one, index) => (
              <li key={one}>
                <Link
                  to="/set-up"
                  search={(before: Record<string, string | undefined>) => ({ ...before, step: one })}
                  className={classes.step}
                  aria-current={one === step ? "step" : undefined}
                  data-done={isDone[one] && one !== step ? true : undefined}
                >
                  <span className={classes.number} aria-hidden="true">
                    {isDone[one] && one !== step ? <IconCheck size={14} stroke={2.4} /> : index + 1}
                  </span>
                  <span className={classes.stepName}>{t(`step.${one}`)}</span>
                </Link>
              </li>
            ))}
          </ol>
        </nav>
        <section className={classes.card} aria-labelledby="set-up-step">
          <p className={classes.count}>{t("count", { number: steps.indexOf(step) + 1, total: steps.length })}</p>
          <h2 id="set-up-step" className={classes.heading}>
            {t(`${step}.title`)}
          </h2>
          <p className={classes.text}>{t(`${step}.text`)}</p>
          {content[step]()}
          <div className={classes.foot}>
            <Button variant="subtle" color="gray" disabled={leaving} onClick={() => void leave()}>
              {t("leave")}
            </Button>
            <div className={classes.ways}>
              <Button variant="default" disabled={leaving} onClick={next}>
                {t("skip")}
              </Button>
              {(step === "host" || step === "records" || step === "test" || isDone[step]) && (
                <Button loading={leaving} onClick={next}>
                  {after(step) === undefined ? t("finish") : t("continue")}
                </Button>
              )}
            </div>
          </div>
        </section>
      </div>
    </Page>
  );
}
