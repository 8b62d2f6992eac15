import { Tabs } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { Asked } from "@/pages/feedback/Asked";
import { Overview } from "@/pages/feedback/Overview";
import { TABS, type Tab, useWish } from "@/pages/feedback/useWish";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";

const DriversTab = lazy(() => import("@/pages/feedback/DriversTab"));
const TopicsTab = lazy(() => import("@/pages/feedback/topics/TopicsTab"));
const TeachTab = lazy(() => import("@/pages/feedback/teach/TeachTab"));

/** What customers say in their own words: asked by one filter, counted, opened, shaped and taught. */
export default function FeedbackPage() {
  const { t } = useTranslation("feedback");
  const wished = useWish();
  const { tab, wish, open } = wished;
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} />
      {tab !== "topics" && <Asked wished={wished} />}
      <Tabs value={tab} onChange={(next) => open((next ?? "said") as Tab)} keepMounted={false}>
        <Tabs.List mb="lg">
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="said">
          <Overview wished={wished} />
        </Tabs.Panel>
        <Suspense fallback={<Loading lines={8} />}>
          <Tabs.Panel value="drivers">
            <DriversTab wish={wish} />
          </Tabs.Panel>
          <Tabs.Panel value="topics">
            <TopicsTab />
          </Tabs.Panel>
          <Tabs.Panel value="teach">
            <TeachTab wish={wish} />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
    </div>
  );
}
