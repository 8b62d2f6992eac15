import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useWords } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/results/Results.module.css";
import { changeOf, saidOf } from "@/pages/surveys/results/scale";
import { ScoreLine } from "@/pages/surveys/results/ScoreLine";
import type { ScoreChange } from "@/pages/surveys/results/shapes";
import type { WaveQuestion } from "@/pages/surveys/waves/shapes";
import { Surface } from "@/shared/Surface";

export function WaveCard({ result, isPanel }: { result: WaveQuestion; isPanel: boolean }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const words = useWords();
  const kind = result.waves.find((one) => one.score)?.score?.kind ?? "nps";
  return (
    <Surface title={words(result.title, result.question)}>
      <Stack gap={6}>
        {result.waves.map(({ name, score, change }, place) => {
          return (
            <div key={`${name}${place}`}>
              <div className={classes.ranged}>
                <span className={classes.words}>{name}</span>
                {score ? <ScoreLine score={score} label={name} small /> : <Text size="sm">–</Text>}
                <Text span size="sm" className={`fl-number ${classes.figures}`}>
                  {!score ? t("waves.notAsked") : score.score === null ? t("results.base1", { n: number(score.base) }) : t("compare.figures", { score: saidOf(kind, score.score), n: number(score.base) })}
                </Text>
              </div>
              {change && <Change change={change} kind={kind} isPanel={isPanel} />}
            </div>
          );
        })}
      </Stack>
    </Surface>
  );
}

/** Against the wave before it. */
function Change({ change, kind, isPanel }: { change: ScoreChange; kind: string; isPanel: boolean }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  if (change.change === null || change.low === null || change.high === null || change.p === null) {
    return (
      <Text size="xs" c="dimmed" pl={6}>
        {t("waves.tooFew")}
      </Text>
    );
  }
  const mark = change.change > 0 ? "▲" : change.change < 0 ? "▼" : "=";
  return (
    <Group gap={8} pl={6} pb={4}>
      <Badge color={change.significant ? (change.change > 0 ? "teal" : "red") : "gray"}>
        {mark} {changeOf(kind, change.change)}
      </Badge>
      <Text size="xs" c="dimmed" className="fl-number">
        {t(change.significant ? "waves.sure" : "waves.unsure", { low: changeOf(kind, change.low), high: changeOf(kind, change.high), p: change.p < 0.001 ? "< 0.001" : `= ${change.p.toFixed(3)}` })}
        {isPanel && ` · ${t("waves.pairs", { n: number(change.base_after) })}`}
      </Text>
    </Group>
  );
}
