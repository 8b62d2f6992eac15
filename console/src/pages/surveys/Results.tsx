// What a survey says: its questions, cross tables, waves and files, all under one filter that stands in the address.
import { Stack, Tabs } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { CrosstabsView } from "@/pages/surveys/crosstabs/CrosstabsView";
import { ExportsView } from "@/pages/surveys/exports/ExportsView";
import { withColumn } from "@/pages/surveys/results/filter";
import { FilterBar } from "@/pages/surveys/results/FilterBar";
import { type Looking, LookingContext } from "@/pages/surveys/results/looking";
import { type Opened, PeopleDrawer } from "@/pages/surveys/results/PeopleDrawer";
import classes from "@/pages/surveys/results/Results.module.css";
import { ResultsView } from "@/pages/surveys/results/ResultsView";
import { useFilter } from "@/pages/surveys/results/useFilter";
import { usePulse } from "@/pages/surveys/results/useResults";
import type { Survey } from "@/pages/surveys/shapes";
import { useFielded } from "@/pages/surveys/useFielded";
import { WavesView } from "@/pages/surveys/waves/WavesView";
import { Loading } from "@/shared/Loading";

const VIEWS = { questions: ResultsView, crosstabs: CrosstabsView, waves: WavesView, exports: ExportsView };
type View = keyof typeof VIEWS;

export function Results({ survey }: { survey: Survey }) {
  const fielded = useFielded(survey);
  return fielded ? <Found survey={fielded} /> : <Loading lines={8} />;
}

function Found({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const { filter, setFilter, view: wanted, setSearch } = useFilter(survey.id);
  const pulse = usePulse(survey);
  const [opened, setOpened] = useState<Opened | null>(null);
  const looking = useMemo<Looking>(
    () => ({ survey, filter, pulse, open: (title, one, more) => setOpened({ title, filter: { ...(one ? withColumn(filter, one) : filter), ...more } }) }),
    [survey, filter, pulse],
  );
  const view: View = wanted in VIEWS ? (wanted as View) : "questions";
  const Shown = VIEWS[view];
  return (
    <LookingContext value={looking}>
      <Stack gap="md">
        <Tabs value={view} onChange={(next) => setSearch({ view: next === "questions" ? undefined : next })} variant="pills" keepMounted={false}>
          <Tabs.List aria-label={t("view.label")}>
            {Object.keys(VIEWS).map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`view.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={view} pt="md">
            <div className={classes.views}>
              <FilterBar survey={survey} filter={filter} onChange={setFilter} />
            </div>
            <Shown />
          </Tabs.Panel>
        </Tabs>
      </Stack>
      <PeopleDrawer survey={survey} opened={opened} onClose={() => setOpened(null)} />
    </LookingContext>
  );
}
