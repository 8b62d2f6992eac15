import { Stack, Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { History } from "@/pages/versions/History";
import { InForce } from "@/pages/versions/InForce";
import { TrainButton } from "@/pages/versions/TrainButton";
import { VersionList } from "@/pages/versions/VersionList";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";

const SuiteTab = lazy(() => import("@/pages/versions/suite/SuiteTab"));

export default function VersionsPage() {
  const { t } = useTranslation("versions");
  const navigate = useNavigate();
  const { tab = "versions" } = useSearch({ strict: false }) as { tab?: string };
  const go = (next: string | null) =>
    void navigate({ to: "/versions", search: (next === "versions" ? {} : { tab: next }) as never, replace: true });
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} actions={<TrainButton />} />
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="versions">{t("tab.versions")}</Tabs.Tab>
          <Tabs.Tab value="suite">{t("tab.suite")}</Tabs.Tab>
          <Tabs.Tab value="history">{t("tab.history")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="versions">
          <Stack gap="lg">
            <InForce />
            <VersionList />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="suite">
          <Suspense fallback={<Loading lines={8} />}>
            <SuiteTab />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
