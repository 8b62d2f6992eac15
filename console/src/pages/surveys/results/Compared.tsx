// The score by group: channel, language, a trait, or another answer; each with its interval on the same scale.
import { Select, Text } from "@mantine/core";
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

export function Compared({ question, title }: { question: string; title: string }) {
  const { t } = useTranslation("surveys");
  const { survey, filter, pulse } = useLooking();
  const banners = useBanners(survey);
  const [chosen, setChosen] = useState<string | null>(null);
  const banner = banners.find((one) => one.value === chosen);
  const { data, error } = useFigures<ScoreReport>(banner ? `/surveys/${survey.id}/scores` : null, filter, pulse, { question, by: banner?.by ?? null, period: null });
  const groups = banners.filter((one) => !one.by.period && !one.value.startsWith(`column:${question}`));
  return (
    <div role="group" aria-label={`${t("compare.title")}: ${title}`}>
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
    </div>
  );
}

function Groups({ report, labels }: { report: ScoreReport; labels: Record<string, string> }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const words = useWords();
  if (report.groups.length === 0) return <Text size="sm" c="dimmed">{t("compare.none")}</Text>;
  return (
    <div className={classes.bars}>
      {report.groups.map(({ key, label, score }) => {
        const name = words(label) || labels[key] || key;
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
    </div>
  );
}
