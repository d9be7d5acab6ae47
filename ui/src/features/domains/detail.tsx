import { Button } from "@mantine/core";
import { IconEdit } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Page } from "~/components/page";
import { ErrorState } from "~/components/states";
import { ActiveDot, Card, Fact, Facts, Usage } from "~/components/values";
import { useFormat } from "~/lib/format";
import { useMay } from "~/lib/session";
import { useSearchText } from "~/lib/url-state";

import { DomainForm } from "./form";
import { domainQuery } from "./queries";
import classes from "./domains.module.css";

export function DomainDetail() {
  const { t } = useTranslation(["domains", "common"]);
  const format = useFormat();
  const { domain: name } = useParams({ from: "/domains/$domain" });
  const mayWrite = useMay("domains_write");
  const [search, change] = useSearchText();
  const found = useQuery(domainQuery(name));
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const domain = found.data?.value;
  if (domain === undefined) return null;
  return (
    <Page
      title={domain.display_name}
      lead={domain.description}
      actions={
        mayWrite && (
          <Button
            variant="default"
            leftSection={<IconEdit size={16} />}
            onClick={() => {
              change({ edit: domain.name }, "push");
            }}
          >
            {t("common:edit")}
          </Button>
        )
      }
    >
      <div className={classes.columns}>
        <Card title={t("group.limits")}>
          <Facts>
            <Fact name={t("column.status")}>
              <ActiveDot active={domain.active} />
            </Fact>
            <Fact name={t("column.mailboxes")}>
              <Usage
                used={domain.mailbox_count}
                total={domain.max_mailboxes}
                show={format.number}
                label={t("column.mailboxes")}
              />
            </Fact>
            <Fact name={t("column.quota")}>
              <Usage used={domain.assigned_quota} total={domain.quota} label={t("column.quota")} />
            </Fact>
          </Facts>
        </Card>
      </div>
      <DomainForm
        opened={search["edit"] !== undefined}
        name={domain.name}
        onClose={() => {
          change({ edit: undefined }, "push");
        }}
      />
    </Page>
  );
}
