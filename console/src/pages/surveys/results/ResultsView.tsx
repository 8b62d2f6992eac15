// The questions with what was answered, drawn, and read anew while answers come in.
import { Stack } from "@mantine/core";
import { ChartNoAxesColumn } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useLooking } from "@/pages/surveys/results/looking";
import { Overview } from "@/pages/surveys/results/Overview";
import { QuestionCard } from "@/pages/surveys/results/QuestionCard";
import { Quotas } from "@/pages/surveys/results/Quotas";
import type { SurveyResults } from "@/pages/surveys/results/shapes";
import { useFigures } from "@/pages/surveys/results/useResults";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

export function ResultsView() {
  const { t } = useTranslation("surveys");
  const { survey, filter, pulse } = useLooking();
  const { data, error, refetch } = useFigures<SurveyResults>(`/surveys/${survey.id}/results`, filter, pulse);
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={10} />;
  const isEmpty = data.base === 0;
  return (
    <Stack gap="lg">
      <Overview results={data} />
      <Quotas survey={survey.id} />
      {isEmpty && (
        <Surface>
          <EmptyState icon={ChartNoAxesColumn} title={t("results.none")} text={t(survey.version ? "results.noneText" : "answers.noneDraft")} />
        </Surface>
      )}
      {!isEmpty && data.questions.map((one) => <QuestionCard key={one.key} result={one} />)}
    </Stack>
  );
}
