import { ActionIcon, Badge, Button, Group, Progress, Stack, Text, Title, Tooltip } from "@mantine/core";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { isLastOf, wordsIn } from "@/pages/surveys/form";
import { PreviewQuestion } from "@/pages/surveys/PreviewQuestion";
import type { PageView } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { type Playing, useTrial } from "@/pages/surveys/useTrial";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** The survey on a phone, walked by the server on every change. */
export function Preview() {
  const { t } = useTranslation("surveys");
  const { choose, language } = useEditing();
  const playing = useTrial();
  const { trial, error, page } = playing;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2}>{t("preview.title")}</Title>
        <Tooltip label={t("preview.again")}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("preview.again")} onClick={playing.again}>
            <RotateCcw size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {error !== null && <ErrorState error={error} />}
      {!trial && error === null && <Loading lines={4} />}
      {trial && error === null && (
        <div className={classes.phone} lang={language}>
          <Progress size="xs" mb="md" value={(playing.isOver ? 1 : trial.walk.progress) * 100} aria-label={t("preview.progress")} />
          {page && <Shown key={page.key} page={page} playing={playing} onChoose={(id) => choose({ what: "question", id })} />}
          {playing.isOver && <Over playing={playing} />}
        </div>
      )}
      {trial && trial.quotas.length > 0 && (
        <Group gap={4} justify="center">
          {trial.quotas.map((one) => (
            <Badge key={one} variant="light" color="grape" tt="none">
              {t("preview.quota", { name: one })}
            </Badge>
          ))}
        </Group>
      )}
    </Stack>
  );
}

function Shown({ page, playing, onChoose }: { page: PageView; playing: Playing; onChoose: (id: string) => void }) {
  const { t } = useTranslation("surveys");
  const { draft } = useEditing();
  const [tried, setTried] = useState(false);
  const faults = playing.trial?.walk.problems ?? {};
  const isFaulty = playing.isLast && page.questions.some((one) => faults[one.key]);
  const next = () => (isFaulty ? setTried(true) : playing.next());
  return (
    <Stack gap="lg">
      {page.title && <Text fw={650}>{page.title}</Text>}
      {page.questions.map((question) => (
        <div key={question.key}>
          <PreviewQuestion question={question} value={playing.answers[question.key]} onChange={(value) => playing.answer(question.key, value)} onChoose={() => onChoose(question.id)} />
          {tried &&
            faults[question.key]?.map((fault) => (
              <Text key={fault.code} size="sm" c="var(--mantine-color-red-light-color)" role="alert" mt={4}>
                {fault.text}
              </Text>
            ))}
        </div>
      ))}
      <Group justify="space-between">
        <Button variant="default" size="sm" disabled={!playing.mayGoBack} onClick={playing.back}>
          {t("preview.back")}
        </Button>
        <Button size="sm" disabled={!playing.isFresh} onClick={next}>
          {t(isLastOf(draft.form, page.page) ? "preview.send" : "preview.next")}
        </Button>
      </Group>
    </Stack>
  );
}

function Over({ playing }: { playing: Playing }) {
  const { t } = useTranslation("surveys");
  const { draft, language } = useEditing();
  const walk = playing.trial?.walk;
  const end = (draft.form.ends ?? []).find((one) => one.id === walk?.end);
  const text = wordsIn(end?.text, language);
  return (
    <Stack gap="xs" align="center" py="lg" ta="center">
      <Badge variant="light" color={walk?.kind === "done" ? "teal" : "orange"}>
        {t(`end.kind.${walk?.kind || "done"}`)}
      </Badge>
      <Text size="sm">{text || t("preview.thanks")}</Text>
      <Group gap="xs" mt="sm">
        <Button variant="default" size="xs" disabled={!playing.mayGoBack} onClick={playing.back}>
          {t("preview.back")}
        </Button>
        <Button variant="light" size="xs" onClick={playing.again}>
          {t("preview.again")}
        </Button>
      </Group>
    </Stack>
  );
}
