import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { Accuracy } from "@/pages/wrapup/Accuracy";
import { Codes } from "@/pages/wrapup/Codes";
import { Summaries } from "@/pages/wrapup/Summaries";
import { PageHeader } from "@/shared/PageHeader";

export default function WrapupPage() {
  const { t } = useTranslation("wrapup");
  const navigate = useNavigate();
  const may = useRights();
  const { tab = "summaries" } = useSearch({ strict: false }) as { tab?: string };
  const go = (next: string | null) =>
    void navigate({ to: "/wrapup", search: (next === "summaries" ? {} : { tab: next }) as never, replace: true });
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} />
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="summaries">{t("tab.summaries")}</Tabs.Tab>
          <Tabs.Tab value="codes">{t("tab.codes")}</Tabs.Tab>
          {may("bot.read") && <Tabs.Tab value="accuracy">{t("tab.accuracy")}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="summaries">
          <Summaries />
        </Tabs.Panel>
        <Tabs.Panel value="codes">
          <Codes />
        </Tabs.Panel>
        {may("bot.read") && (
          <Tabs.Panel value="accuracy">
            <Accuracy />
          </Tabs.Panel>
        )}
      </Tabs>
    </div>
  );
}
