import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CaseList } from "@/pages/cases/CaseList";
import { Figures } from "@/pages/cases/Figures";
import { PolicyTab } from "@/pages/cases/PolicyTab";
import { Rules } from "@/pages/cases/Rules";
import { useCaseNews } from "@/pages/cases/useCaseNews";
import { PageHeader } from "@/shared/PageHeader";

export default function CasesPage() {
  const { t } = useTranslation("cases");
  const navigate = useNavigate();
  const { tab = "list" } = useSearch({ strict: false }) as { tab?: string };
  useCaseNews();
  const go = (next: string | null) =>
    void navigate({ to: "/cases", search: (next === "list" ? {} : { tab: next }) as never, replace: true });
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} />
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg">
          {["list", "figures", "rules", "policy"].map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="list">
          <CaseList />
        </Tabs.Panel>
        <Tabs.Panel value="figures">
          <Figures />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <Rules />
        </Tabs.Panel>
        <Tabs.Panel value="policy">
          <PolicyTab />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
