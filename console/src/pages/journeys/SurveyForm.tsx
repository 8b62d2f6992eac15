import { Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { components } from "@/api/schema";
import type { Page } from "@/api/shapes";
import { useEditing } from "@/pages/journeys/editing";
import type { SurveyStep } from "@/pages/journeys/shapes";

type Survey = components["schemas"]["SurveyRow"];

/** Which survey, and on which channel. Whether she may be asked is decided when she is here. */
export function SurveyForm({ step }: { step: SurveyStep }) {
  const { t } = useTranslation("journeys");
  const { setStep } = useEditing();
  const surveys = useAnswer<Page<Survey>>("/surveys", { limit: 200 }).data?.items ?? [];
  const channels = [
    { value: "", label: t("step.channelFirst") },
    { value: "email", label: t("step.channelEmail") },
    { value: "webchat", label: t("step.channelWebchat") },
  ];
  return (
    <Stack gap="sm">
      <Select
        searchable
        label={t("step.survey")}
        description={t("step.surveyText")}
        data={surveys.filter(({ state }) => state === "open").map(({ id, name }) => ({ value: id, label: name }))}
        value={step.survey}
        onChange={(survey) => setStep({ ...step, survey })}
      />
      <Select
        label={t("step.channel")}
        data={channels}
        allowDeselect={false}
        value={step.channel}
        onChange={(channel) => setStep({ ...step, channel: (channel ?? "") as SurveyStep["channel"] })}
      />
    </Stack>
  );
}
