// The survey at a glance: how many, how long, day by day, and on which page people leave.
import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { heights } from "@/pages/reports/scale";
import { STATES } from "@/pages/surveys/results/filter";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import { Ranged } from "@/pages/surveys/results/Ranged";
import classes from "@/pages/surveys/results/Results.module.css";
import type { SurveyResults } from "@/pages/surveys/results/shapes";
import { spansOf } from "@/pages/surveys/results/spans";
import { PickBars } from "@/shared/PickBars";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";

const MOST_BARS = 20;

export function Overview({ results }: { results: SurveyResults }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { base, weighted_base, effective_base, median_seconds } = results;
  const isWeighted = Math.abs(weighted_base - base) > 1e-9 || Math.abs(effective_base - base) > 1e-9;
  const others = STATES.filter((state) => (results.states[state] ?? 0) > 0).map((state) => `${t(`answered.${state}`)} ${number(results.states[state] ?? 0)}`);
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Stat label={t("results.base")} value={number(base)} hint={others.join(" · ")} />
        <Stat label={t("results.effective")} value={number(Math.round(effective_base))} hint={t(isWeighted ? "results.effectiveHint" : "results.effectiveSame", { weighted: number(Math.round(weighted_base)) })} />
        <Stat label={t("results.median")} value={median_seconds === null ? "–" : <Span seconds={median_seconds} />} />
        <Stat label={t("results.finished")} value={<Finished results={results} />} hint={t("results.finishedHint")} />
      </SimpleGrid>
      <div className={classes.two}>
        {results.by_day.length > 0 && <Days results={results} />}
        {results.drop_off.length > 1 && <DropOff results={results} />}
      </div>
    </Stack>
  );
}

function Span({ seconds }: { seconds: number }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  if (seconds < 90) return t("answers.secondsOf", { seconds: number(Math.round(seconds)) });
  return t("results.minutesOf", { minutes: number(Math.floor(seconds / 60)), seconds: number(Math.round(seconds % 60)) });
}

function Finished({ results: { states } }: { results: SurveyResults }) {
  const { percent } = useFormats();
  const all = STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0);
  return all === 0 ? "–" : percent((states["complete"] ?? 0) / all);
}

function Days({ results: { by_day } }: { results: SurveyResults }) {
  const { t } = useTranslation("surveys");
  const { day, number } = useFormats();
  const { open } = useLooking();
  const shown = spansOf(by_day, MOST_BARS);
  const tall = heights(shown.map((one) => one.complete));
  const noon = (text: string) => day(`${text}T12:00:00`);
  return (
    <Surface title={t("results.days")}>
      <PickBars
        classes={{ list: classes.days ?? "", ends: classes.ends }}
        bars={shown.map((one, place) => {
          const name = one.from === one.to ? noon(one.from) : t("filter.between", { least: noon(one.from), most: noon(one.to) });
          return {
            key: one.from,
            label: t("results.dayBar", { day: name, complete: number(one.complete), started: number(one.started) }),
            tall: tall[place] ?? 0,
            onPick: () => open(name, null, { since: one.from, until: one.to }),
          };
        })}
        ends={[shown[0] && noon(shown[0].from), shown.length > 1 ? noon(shown.at(-1)?.to ?? "") : undefined]}
      />
    </Surface>
  );
}

function DropOff({ results: { drop_off } }: { results: SurveyResults }) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const words = useWords();
  const most = Math.max(...drop_off.map((one) => one.reached), 1);
  return (
    <Surface title={t("results.dropOff")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("results.dropOffText")}
      </Text>
      <div className={classes.bars}>
        {drop_off.map((one, place) => {
          return (
            <Ranged
              key={one.page}
              label={words(one.title) || t("outline.page", { n: place + 1 })}
              value={one.reached}
              most={most}
              figures={t("results.left", { reached: number(one.reached), left: number(one.left), share: percent(one.reached ? one.left / one.reached : 0) })}
            />
          );
        })}
      </div>
    </Surface>
  );
}
