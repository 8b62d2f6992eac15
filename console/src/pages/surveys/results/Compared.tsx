// The score by group: channel, language, a trait, or another answer; each with its interval on the same scale.
import { Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useBanners } from "@/pages/surveys/crosstabs/banners";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/results/Results.module.css";
import { saidOf } from "@/pages/surveys/results/scale";
import { ScoreLine } from "@/pages/surveys/results/ScoreLine";
import type { ScoreReport } from "@/pages/surveys/results/shapes";
import { useFigures } from "@/pages/surveys/results/useResults";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export function Compared({ question }: { question: string }) {
  const { t } = useTranslation("surveys");
  const { survey, filter, pulse } = useLooking();
  const banners = useBanners(survey);
  const [chosen, setChosen] = useState<string | null>(null);
  const banner = banners.find((one) => one.value === chosen);
  const { data, error } = useFigures<ScoreReport>(banner ? `/surveys/${survey.id}/scores` : null, filter, pulse, { question, by: banner?.by ?? null, period: null });
  const groups = banners.filter((one) => !one.value.startsWith(`column:${question}`));
  return (
    <section aria-label={t("compare.title")}>
      <Select
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("compare.nothing") }}
        maw={340}
        label={t("compare.title")}
        placeholder={t("compare.nothing")}
        data={groups.map(({ value, label }) => ({ value, label }))}
        value={chosen}
        onChange={setChosen}
      />
      {error && <ErrorState error={error} />}
      {banner && !data && !error && <Loading lines={3} />}
      {banner && data && <Groups report={data} labels={banner.labels} />}
    </section>
  );
}

function Groups({ report, labels }: { report: ScoreReport; labels: Record<string, string> }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const words = useWords();
  if (report.groups.length === 0) return <Text size="sm" c="dimmed">{t("compare.none")}</Text>;
  return (
    <Stack gap={2} mt="sm">
      {report.groups.map(({ key, label, score }) => {
        const name = labels[key] ?? (typeof label === "string" ? label : words(label)) ?? key;
        return (
          <div key={key} className={classes.ranged}>
            <span className={classes.words}>{name || key || t("compare.unknown")}</span>
            <ScoreLine score={score} label={name || key} small />
            <Text span size="sm" className={`fl-number ${classes.figures}`}>
              {score.score === null ? t("results.base1", { n: number(score.base) }) : t("compare.figures", { score: saidOf(score.kind, score.score), n: number(score.base) })}
            </Text>
          </div>
        );
      })}
    </Stack>
  );
}
