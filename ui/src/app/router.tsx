import { Button } from "@mantine/core";
import { createRouter, Link, type ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CopyValue } from "~/components/copy-value";
import { StateView } from "~/components/states";
import { domainRoutes } from "~/features/domains/routes";
import { mailboxRoutes } from "~/features/mailboxes/routes";
import { homeRoutes } from "~/features/home/routes";
import { setUpRoutes } from "~/features/set_up/routes";
import { aliasRoutes } from "~/features/aliases/routes";
import { aliasDomainRoutes } from "~/features/alias_domains/routes";
import { templateRoutes } from "~/features/templates/routes";
import { dkimRoutes } from "~/features/dkim/routes";
import { auditRoutes } from "~/features/audit/routes";
import { administratorRoutes } from "~/features/administrators/routes";
import { apiKeyRoutes } from "~/features/api_keys/routes";
import { sessionRoutes } from "~/features/sessions/routes";
import { accountRoutes } from "~/features/account/routes";
import { rootRoute } from "~/lib/root-route";
import { parseSearch, stringifySearch } from "~/lib/url-state";

import { Frame } from "./frame";

function NoSuchPage() {
  const { t } = useTranslation();
  return (
    <StateView level={1} picture="nothing" title={t("notFound.title")} text={t("notFound.text")}>
      <Link to="/">{t("notFound.home")}</Link>
    </StateView>
  );
}

function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    <StateView level={1} picture="error" title={t("error.page")} text={t("error.pageText")} role="alert">
      <CopyValue value={what} mono wrap />
      <Button
        variant="default"
        onClick={() => {
          location.reload();
        }}
      >
        {t("error.reload")}
      </Button>
    </StateView>
  );
}

const tree = rootRoute
  .update({ component: Frame, notFoundComponent: NoSuchPage })
  .addChildren([
    ...homeRoutes,
    ...setUpRoutes,
    ...domainRoutes,
    ...mailboxRoutes,
    ...aliasRoutes,
    ...aliasDomainRoutes,
    ...dkimRoutes,
    ...templateRoutes,
    ...auditRoutes,
    ...administratorRoutes,
    ...apiKeyRoutes,
    ...sessionRoutes,
    ...accountRoutes,
  ]);

export const createPanelRouter = () =>
  createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: BrokenPage,
    scrollRestoration: false,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPanelRouter>;
  }
}
