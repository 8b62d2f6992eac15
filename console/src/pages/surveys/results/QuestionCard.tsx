// One question: its words, its base, and what was answered in the drawing that fits its kind.
import { Anchor, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { PictureButton } from "@/pages/surveys/exports/PictureButton";
import { KanoPlane } from "@/pages/surveys/results/KanoPlane";
import { LadderSteps } from "@/pages/surveys/results/LadderSteps";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import { MaxdiffBars } from "@/pages/surveys/results/MaxdiffBars";
import { Numbers } from "@/pages/surveys/results/Numbers";
import { OptionBars } from "@/pages/surveys/results/OptionBars";
import { PsmCurves } from "@/pages/surveys/results/PsmCurves";
import classes from "@/pages/surveys/results/Results.module.css";
import { RowBars } from "@/pages/surveys/results/RowBars";
import { Score } from "@/pages/surveys/results/Score";
import type { QuestionResult, StudyOfSurvey } from "@/pages/surveys/results/shapes";
import { Texts } from "@/pages/surveys/results/Texts";
import { TurfSteps } from "@/pages/surveys/results/TurfSteps";
import { Surface } from "@/shared/Surface";

export function QuestionCard({ result }: { result: QuestionResult }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { survey } = useLooking();
  const words = useWords();
  const title = words(result.title, result.question);
  return (
    <Surface data-question={result.question}>
      <div className={classes.head}>
        <div style={{ minWidth: 0, flex: "1 1 240px" }}>
          <Title order={2} fz="md" style={{ overflowWrap: "anywhere" }}>
            {title}
          </Title>
          <Group gap={8} mt={4}>
            <Badge color="gray" size="sm">
              {t(`kind.${result.kind}`)}
            </Badge>
            <Text size="xs" c="dimmed" className="fl-number">
              {t("results.answered", { count: result.base, base: number(result.base) })}
              {result.missing > 0 && ` · ${t("results.missing", { missing: number(result.missing) })}`}
            </Text>
          </Group>
        </div>
        <PictureButton question={result.item ? `${result.question}@${result.item}` : result.question} />
      </div>
      {result.base === 0 ? (
        <Text size="sm" c="dimmed">
          {t("results.nobody")}
        </Text>
      ) : (
        <>
          <Drawn result={result} title={title} />
          {isBeside(result) && result.texts && (
            <Stack gap={4} mt="md">
              <Text size="sm" fw={600}>
                {t("results.ownWords")}
              </Text>
              <Texts texts={result.texts} survey={survey.id} column={result.columns.find((one) => one.includes(".other.")) ?? result.key} title={title} />
            </Stack>
          )}
        </>
      )}
    </Surface>
  );
}

/** Choices are counted here; what they are worth is estimated in a study. */
function Tasks({ count, question }: { count: number; question: string }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { survey } = useLooking();
  const { data } = useAnswer<Page<StudyOfSurvey>>("/studies", { survey: survey.id });
  const study = data?.items.find((one) => one.question === question);
  return (
    <Text size="sm">
      {t("results.tasks", { count, n: number(count) })}{" "}
      {data && (
        <Anchor component={Link} to={study ? `/studies/${study.id}` : "/studies"} c="var(--fl-accent-text)">
          {study ? t("results.study", { name: study.name }) : t("results.studies")}
        </Anchor>
      )}
    </Text>
  );
}

/** Words beside an open option of a choice. */
function isBeside(result: QuestionResult): boolean {
  return Boolean(result.options?.length || result.rows?.length) && (result.texts?.count ?? 0) > 0;
}

function Drawn({ result, title }: { result: QuestionResult; title: string }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const { survey } = useLooking();
  if (result.prices) return <PsmCurves psm={result.prices} title={title} />;
  if (result.ladder) return <LadderSteps ladder={result.ladder} />;
  if (result.kano) return <KanoPlane kano={result.kano} question={result.question} />;
  if (result.turf) return <TurfSteps turf={result.turf} result={result} />;
  if (result.items) return <MaxdiffBars items={result.items} />;
  if (result.score) return <Score score={result.score} result={result} title={title} />;
  if (result.rows?.length) return <RowBars result={result} rows={result.rows} title={title} />;
  if (result.options?.length) return <OptionBars result={result} options={result.options} title={title} />;
  if (result.numbers) return <Numbers result={result} numbers={result.numbers} title={title} />;
  if (result.texts) return <Texts texts={result.texts} survey={survey.id} column={result.key} title={title} />;
  if (typeof result.tasks === "number") return <Tasks count={result.tasks} question={result.question} />;
  const count = result.files ?? result.places ?? result.base;
  return <Text size="sm">{t("results.given", { count, n: number(count) })}</Text>;
}
