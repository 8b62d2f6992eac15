import { Alert, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { questionOf } from "@/pages/surveys/form";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import { Ranged } from "@/pages/surveys/results/Ranged";
import classes from "@/pages/surveys/results/Results.module.css";
import type { QuestionResult, Turf } from "@/pages/surveys/results/shapes";

/** How many people each further item wins, and the best set of each size. */
export function TurfSteps({ turf, result }: { turf: Turf; result: QuestionResult }) {
  const { t } = useTranslation("surveys");
  const { percent, number } = useFormats();
  const words = useWords();
  const { survey } = useLooking();
  const nameOf = (code: string) => words([...(result.options ?? []), ...(questionOf(survey.form, result.question)?.options ?? [])].find((one) => one.code === code)?.label, code);
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t("turf.ladder")}
        </Text>
        <div className={classes.bars}>
          {turf.ladder.map((one, place) => (
            <Ranged key={one.item} label={`${place + 1}. ${nameOf(one.item)}`} value={one.reach} figures={t("turf.step", { reach: percent(one.reach), gain: percent(one.gain) })} />
          ))}
        </div>
      </div>
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t("turf.best")}
        </Text>
        <div className={classes.bars}>
          {turf.sizes.map((size) => {
            const [first] = size.best;
            if (!first) return null;
            const ties = size.tied > 1 ? ` · ${t("turf.tied", { n: number(size.tied) })}` : "";
            return <Ranged key={size.size} label={`${first.items.map(nameOf).join(" + ")}${ties}`} value={first.reach} low={first.low} high={first.high} figures={t("turf.reach", { reach: percent(first.reach) })} />;
          })}
        </div>
      </div>
      {turf.warnings.map((one, place) => (
        <Alert key={place} color="yellow" variant="light" p="xs">
          {words(one.words)}
        </Alert>
      ))}
    </Stack>
  );
}
