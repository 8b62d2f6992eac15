import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/surveys/results/Results.module.css";
import { placeOf, saidOf } from "@/pages/surveys/results/scale";
import type { ScoreResult } from "@/pages/surveys/results/shapes";

interface ScoreLineProps {
  score: ScoreResult;
  label: string;
  /** One line among others: without the large figure. */
  small?: boolean;
}

/** The score as a dot on its whole scale, its 95 % interval as a band. */
export function ScoreLine({ score, label, small }: ScoreLineProps) {
  const { t } = useTranslation("surveys");
  const { number, amount } = useFormats();
  const { kind, low, high } = score;
  if (score.score === null || low === null || high === null) {
    return (
      <Text size="sm" c="dimmed">
        {t("score.hidden", { base: number(score.base), least: number(score.least_base) })}
      </Text>
    );
  }
  const at = (value: number) => placeOf(kind, value);
  const words = t("score.range", { low: saidOf(kind, low), high: saidOf(kind, high), base: number(score.base) });
  return (
    <div>
      {!small && (
        <Group gap="sm" align="baseline">
          <Text fz={30} fw={650} lh={1.2} className="fl-number">
            {saidOf(kind, score.score)}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`score.${kind}`)}
            {kind !== "nps" && score.mean !== null && ` · ${t("score.mean", { mean: amount(score.mean) })}`}
          </Text>
        </Group>
      )}
      <div className={classes.axis} data-small={small || undefined} role="img" aria-label={`${label}: ${saidOf(kind, score.score)}, ${words}`}>
        <div className={classes.rule} />
        {kind === "nps" && <div className={classes.zero} style={{ left: "50%" }} />}
        <div className={classes.band} style={{ left: `${at(low)}%`, width: `${Math.max(at(high) - at(low), 0.6)}%` }} />
        <div className={classes.dot} style={{ left: `${at(score.score)}%` }} />
      </div>
      {!small && (
        <>
          <div className={classes.ends} aria-hidden>
            <span>{kind === "nps" ? "−100" : "0 %"}</span>
            {kind === "nps" && <span>0</span>}
            <span>{kind === "nps" ? "+100" : "100 %"}</span>
          </div>
          <Text size="sm" c="dimmed" className="fl-number" mt={4}>
            {words}
          </Text>
        </>
      )}
    </div>
  );
}
