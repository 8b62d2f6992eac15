import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { Gaps } from "@/pages/learning/Gaps";
import { Proposals } from "@/pages/learning/Proposals";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";

const Foresight = lazy(() => import("@/pages/learning/foresight/Foresight"));

export default function LearningPage() {
  const { t } = useTranslation("learning");
  const navigate = useNavigate();
  const { tab = "gaps" } = useSearch({ strict: false }) as { tab?: string };
  const go = (next: string | null) =>
    void navigate({ to: "/learning", search: (next === "gaps" ? {} : { tab: next }) as never, replace: true });
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} />
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="gaps">{t("tab.gaps")}</Tabs.Tab>
          <Tabs.Tab value="proposals">{t("tab.proposals")}</Tabs.Tab>
          <Tabs.Tab value="foresight">{t("tab.foresight")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="gaps">
          <Gaps />
        </Tabs.Panel>
        <Tabs.Panel value="proposals">
          <Proposals />
        </Tabs.Panel>
        <Tabs.Panel value="foresight">
          <Suspense fallback={<Loading lines={8} />}>
            <Foresight />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
