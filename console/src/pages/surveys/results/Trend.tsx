// A score over time: one dot with its whisker per period, joined; changes that chance does not explain are marked.
import { Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useLooking } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/results/Results.module.css";
import { changeOf, placeOf, saidOf } from "@/pages/surveys/results/scale";
import type { ScoreReport } from "@/pages/surveys/results/shapes";
import { useFigures } from "@/pages/surveys/results/useResults";
import { ErrorState } from "@/shared/ErrorState";

type Point = ScoreReport["trend"][number];

const MOST = 30;

export function Trend({ question, title }: { question: string; title: string }) {
  const { t } = useTranslation("surveys");
  const { survey, filter, pulse } = useLooking();
  const [period, setPeriod] = useState("week");
  const { data, error } = useFigures<ScoreReport>(`/surveys/${survey.id}/scores`, filter, pulse, { question, by: null, period });
  if (error && !data) return <ErrorState error={error} />;
  const points = (data?.trend ?? []).slice(-MOST);
  return (
    <div role="group" aria-label={`${t("trend.title")}: ${title}`}>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {t("trend.title")}
        </Text>
        <SegmentedControl size="xs" aria-label={t("trend.period")} data={["day", "week", "month"].map((value) => ({ value, label: t(`trend.${value}`) }))} value={period} onChange={setPeriod} />
      </Group>
      {points.filter((one) => one.score.score !== null).length > 1 ? (
        <Drawn points={points} title={title} />
      ) : (
        <Text size="sm" c="dimmed">
          {t("trend.tooFew", { least: data?.whole.least_base ?? 30 })}
        </Text>
      )}
    </div>
  );
}

function Drawn({ points, title }: { points: Point[]; title: string }) {
  const { t } = useTranslation("surveys");
  const { number, day } = useFormats();
  const kind = points[0]?.score.kind ?? "nps";
  const step = 100 / points.length;
  const known = points.flatMap(({ score }, place) => (score.score === null ? [] : [`${(place + 0.5) * step},${100 - placeOf(kind, score.score)}`]));
  const words = ({ period, score, change }: Point) =>
    [
      day(`${period.slice(0, 10)}T12:00:00`),
      score.score === null || score.low === null || score.high === null
        ? t("score.hidden", { base: number(score.base), least: number(score.least_base) })
        : `${saidOf(kind, score.score)}, ${t("score.range", { low: saidOf(kind, score.low), high: saidOf(kind, score.high), base: number(score.base) })}`,
      change?.significant && change.change !== null ? t("trend.sure", { change: changeOf(kind, change.change) }) : "",
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <>
      <div className={classes.trend}>
        {kind === "nps" && <span className={classes.level} style={{ bottom: "50%" }} aria-hidden />}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
          <polyline points={known.join(" ")} fill="none" stroke="var(--mantine-primary-color-filled)" strokeWidth={2} vectorEffect="non-scaling-stroke" />
        </svg>
        <ul aria-label={title}>
          {points.map((one) => {
            const { score, low, high } = one.score;
            const label = words(one);
            const mark = one.change?.significant ? ((one.change.change ?? 0) > 0 ? "▲" : "▼") : "";
            return (
              <Tooltip key={one.period} label={label} multiline maw={260}>
                <li tabIndex={0} aria-label={label}>
                  {score !== null && low !== null && high !== null && (
                    <>
                      <span className={classes.upright} style={{ bottom: `${placeOf(kind, low)}%`, height: `${placeOf(kind, high) - placeOf(kind, low)}%` }} />
                      <span className={classes.point} style={{ bottom: `${placeOf(kind, score)}%` }} />
                      {mark && (
                        <span className={classes.mark} style={{ bottom: `calc(${Math.min(placeOf(kind, high), 88)}% + 4px)` }}>
                          {mark}
                        </span>
                      )}
                    </>
                  )}
                </li>
              </Tooltip>
            );
          })}
        </ul>
      </div>
      <div className={classes.ends}>
        <span>{points[0] && day(`${points[0].period.slice(0, 10)}T12:00:00`)}</span>
        <span>{day(`${points.at(-1)?.period.slice(0, 10)}T12:00:00`)}</span>
      </div>
      <Text size="xs" c="dimmed">
        {t("trend.hint")}
      </Text>
    </>
  );
}
