// One study, from the plan to the best price, in the order in which it is done.
import { Tabs, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import { ConflictDialog } from "@/pages/studies/ConflictDialog";
import { DesignTab } from "@/pages/studies/DesignTab";
import { FieldTab } from "@/pages/studies/FieldTab";
import { PlanTab } from "@/pages/studies/PlanTab";
import { type Planning, PlanningContext } from "@/pages/studies/planning";
import { PriceTab } from "@/pages/studies/PriceTab";
import { ResultsTab } from "@/pages/studies/ResultsTab";
import { type Plan, type Study, type Tab, tabsOf } from "@/pages/studies/shapes";
import { SimulatorTab } from "@/pages/studies/SimulatorTab";
import { StudyBar } from "@/pages/studies/StudyBar";
import classes from "@/pages/studies/Studies.module.css";
import { useMarket } from "@/pages/studies/useMarket";
import { usePlan } from "@/pages/studies/usePlan";
import { useNames } from "@/pages/studies/words";

const PANELS: Record<Tab, () => React.ReactNode> = {
  plan: () => <PlanTab />,
  design: () => <DesignTab />,
  field: () => <FieldTab />,
  results: () => <ResultsTab />,
  simulator: () => <SimulatorTab />,
  price: () => <PriceTab />,
};

function usePlanningOf(study: Study): Planning {
  const { i18n } = useTranslation();
  const mayWrite = useRights()("survey.write");
  const draft = usePlan(study, mayWrite);
  const { plan, change } = draft;
  const [chosen, setLanguage] = useState(i18n.language);
  const names = useNames(plan);
  const drawing = useMarket(study, plan);
  const language = plan.languages.includes(chosen) ? chosen : (plan.languages[0] ?? i18n.language);
  const set = useCallback((part: Partial<Plan>, topic = "") => change({ plan: { ...plan, ...part } }, topic), [change, plan]);
  return useMemo(
    () => ({ study, draft, plan, names, mayWrite, language, setLanguage, set, drawing }),
    [study, draft, plan, names, mayWrite, language, set, drawing],
  );
}

export function StudyTabs({ study }: { study: Study }) {
  const { t } = useTranslation("studies");
  const navigate = useNavigate();
  const planning = usePlanningOf(study);
  const tabs = tabsOf(study.kind);
  const search = useSearch({ strict: false }) as { tab?: Tab };
  const tab = search.tab && tabs.includes(search.tab) ? search.tab : "plan";
  const go = (next: string | null) => void navigate({ to: `/studies/${study.id}`, search: (next === "plan" ? {} : { tab: next }) as never, replace: true });
  return (
    <PlanningContext value={planning}>
      <StudyBar />
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg" className={classes.tabs}>
          {tabs.map((one, place) => (
            <Tabs.Tab
              key={one}
              value={one}
              leftSection={
                <Text span size="xs" c="dimmed" className="fl-number" aria-hidden>
                  {place + 1}
                </Text>
              }
            >
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((one) => (
          <Tabs.Panel key={one} value={one}>
            {PANELS[one]()}
          </Tabs.Panel>
        ))}
      </Tabs>
      <ConflictDialog />
    </PlanningContext>
  );
}
