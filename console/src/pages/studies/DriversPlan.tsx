import { Checkbox, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import { useColumns } from "@/pages/studies/columns";
import { usePlanning } from "@/pages/studies/planning";
import { MOST } from "@/pages/studies/plans";
import type { SurveyRow } from "@/pages/surveys/shapes";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

/** Which survey, which score, and what may move it. Nothing new is asked: the answers are there. */
export function DriversPlan() {
  const { t } = useTranslation("studies");
  const { study, plan, set, names, mayWrite } = usePlanning();
  const surveys = usePages<SurveyRow>("/surveys", { limit: 100 });
  const columns = useColumns(study.survey, names.language);
  const link = async (survey: string) => {
    try {
      await post(`/studies/${study.id}/survey`, { survey });
      set({ outcome: "", predictors: [] });
      await changed(`/studies/${study.id}`);
    } catch (error) {
      sayFailed(error);
    }
  };
  const turn = (name: string, isIn: boolean) => set({ predictors: isIn ? [...plan.predictors, name] : plan.predictors.filter((one) => one !== name) });
  return (
    <Surface title={t("drivers.title")}>
      <Stack gap="md">
        <Select
          label={t("drivers.survey")}
          placeholder={t("drivers.choose")}
          data={surveys.rows.map((row) => ({ value: row.id, label: row.name }))}
          value={study.survey}
          searchable
          allowDeselect={false}
          readOnly={!mayWrite}
          nothingFoundMessage={t("drivers.noSurvey")}
          onChange={(survey) => survey && survey !== study.survey && void link(survey)}
        />
        {study.survey && (
          <>
            <Select
              label={t("drivers.outcome")}
              description={t("drivers.outcomeText")}
              placeholder={t("drivers.choose")}
              data={columns.toSorted((one, other) => Number(other.isScore) - Number(one.isScore)).map((one) => ({ value: one.name, label: one.label }))}
              value={plan.outcome || null}
              allowDeselect={false}
              readOnly={!mayWrite}
              nothingFoundMessage={t("drivers.noColumns")}
              onChange={(outcome) => outcome && set({ outcome, predictors: plan.predictors.filter((one) => one !== outcome) })}
            />
            <Stack gap={8} role="group" aria-label={t("drivers.predictors")}>
              <Text size="sm" fw={550}>
                {t("drivers.predictors")}
              </Text>
              {columns.length === 0 && (
                <Text size="sm" c="dimmed">
                  {t("drivers.noColumns")}
                </Text>
              )}
              {columns
                .filter((one) => one.name !== plan.outcome)
                .map((one) => (
                  <Checkbox
                    key={one.name}
                    label={one.label}
                    checked={plan.predictors.includes(one.name)}
                    disabled={!mayWrite || (!plan.predictors.includes(one.name) && plan.predictors.length >= MOST.predictors)}
                    onChange={(event) => turn(one.name, event.currentTarget.checked)}
                  />
                ))}
            </Stack>
          </>
        )}
      </Stack>
    </Surface>
  );
}
