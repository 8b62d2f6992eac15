// A declared score: where it stands with its interval, who makes it up, and how it went.
import { Alert, Group, Stack, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { heights } from "@/pages/reports/scale";
import { questionOf } from "@/pages/surveys/form";
import { inGroup } from "@/pages/surveys/results/columns";
import { Compared } from "@/pages/surveys/results/Compared";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/results/Results.module.css";
import { ScoreLine } from "@/pages/surveys/results/ScoreLine";
import type { QuestionResult, ScoreResult } from "@/pages/surveys/results/shapes";
import { Trend } from "@/pages/surveys/results/Trend";

interface ScoreProps {
  score: ScoreResult;
  result: QuestionResult;
  title: string;
}

export function Score({ score, result, title }: ScoreProps) {
  const words = useWords();
  return (
    <Stack gap="md">
      <div className={classes.two}>
        <div>
          <ScoreLine score={score} label={title} />
          {score.warnings.filter(({ code }) => code !== "small_base").map((one) => (
            <Alert key={one.code} color="yellow" variant="light" p="xs" mt="xs">
              {words(one.words)}
            </Alert>
          ))}
        </div>
        <div>
          <Groups score={score} result={result} title={title} />
          <Points score={score} result={result} title={title} />
        </div>
      </div>
      {result.item === "" && <Trend question={result.question} title={title} />}
      {result.item === "" && <Compared question={result.question} title={title} />}
    </Stack>
  );
}

/** Promoters, passives, detractors (or satisfied and others) as one bar. Each part opens its people. */
function Groups({ score, result, title }: ScoreProps) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { survey, open } = useLooking();
  const down = questionOf(survey.form, result.question)?.direction === "down";
  const all = Object.entries(score.groups).toReversed();
  const total = all.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  return (
    <>
      <div className={classes.groups}>
        {all.map(([name, count]) => {
          const rule = inGroup(score.kind, score.scale, result.key, name, down);
          const label = t("results.groupOf", { group: t(`group_of.${name}`), share: percent(count / total), n: number(count) });
          if (count === 0) return null;
          return <button key={name} type="button" data-group={name} aria-label={label} title={label} disabled={!rule} style={{ flexGrow: count }} onClick={() => open(t("people.said", { question: title, said: t(`group_of.${name}`) }), rule)} />;
        })}
      </div>
      <Group gap="md" mb="sm">
        {all.map(([name, count]) => (
          <Text key={name} size="xs" className={classes.key} data-group={name}>
            {t("results.groupOf", { group: t(`group_of.${name}`), share: percent(count / total), n: number(count) })}
          </Text>
        ))}
      </Group>
    </>
  );
}

/** Every point of the scale, also those that nobody chose. */
function Points({ score, result, title }: ScoreProps) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { open } = useLooking();
  const key = result.key;
  const tall = heights(score.distribution.map((one) => one.count));
  return (
    <ul className={classes.points}>
      {score.distribution.map((one, place) => {
        const label = t("results.pointOf", { value: one.value, share: percent(one.share), n: number(one.count) });
        return (
          <li key={one.value}>
            <Tooltip label={label}>
              <button type="button" aria-label={label} onClick={() => open(t("people.said", { question: title, said: String(one.value) }), { column: key, least: one.value, most: one.value })}>
                <span style={{ height: `${tall[place] ?? 0}%` }} />
              </button>
            </Tooltip>
            <span aria-hidden>{one.value}</span>
          </li>
        );
      })}
    </ul>
  );
}
