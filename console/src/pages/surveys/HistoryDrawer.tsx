// What was published, when and by whom; how each differs from the draft; and the way back.
import { Anchor, Badge, Button, Drawer, Group, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { useNames } from "@/pages/cases/useNames";
import { useEditing } from "@/pages/surveys/editing";
import { differences, isAlike } from "@/pages/surveys/differences";
import { wordsIn } from "@/pages/surveys/form";
import type { Form, Question, Version, VersionRow } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { Confirm, sayDone } from "@/shared/confirm";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export function HistoryDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("surveys");
  const { survey } = useEditing();
  const { data, error, refetch } = useAnswer<VersionRow[]>(`/surveys/${survey.id}/versions`, { published: survey.version });
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={t("history.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!data && !error && <Loading lines={6} />}
      {data?.length === 0 && <Text c="dimmed">{t("history.none")}</Text>}
      {data && data.length > 0 && <Text size="sm" c="dimmed" mb="sm">{t("history.text")}</Text>}
      {[...(data ?? [])].sort((a, b) => b.number - a.number).map((row) => (
        <Line key={row.number} row={row} onClose={onClose} />
      ))}
    </Drawer>
  );
}

function Line({ row, onClose }: { row: VersionRow; onClose: () => void }) {
  const { t } = useTranslation("surveys");
  const { moment, number } = useFormats();
  const { survey } = useEditing();
  const { nameOf } = useNames();
  const [isShown, setShown] = useState(false);
  return (
    <section className={classes.entry} aria-label={t("history.version", { n: number(row.number) })}>
      <Group gap={8}>
        <Text size="sm" fw={600}>
          {t("history.version", { n: number(row.number) })}
        </Text>
        {row.number === survey.version && <Badge color="teal">{t("history.inForce")}</Badge>}
      </Group>
      <Text size="xs" c="dimmed">
        {moment(row.published_at)} · {nameOf(row.published_by)}
      </Text>
      <Anchor component="button" type="button" size="sm" py={4} c="var(--fl-accent-text)" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
        {t(isShown ? "history.hide" : "history.look")}
      </Anchor>
      {isShown && <Look number={row.number} onClose={onClose} />}
    </section>
  );
}

function Look({ number, onClose }: { number: number; onClose: () => void }) {
  const { t } = useTranslation("surveys");
  const { survey, draft, mayWrite } = useEditing();
  const { data, error } = useAnswer<Version>(`/surveys/${survey.id}/versions/${number}`);
  if (error) return <ErrorState error={error} />;
  if (!data) return <Loading lines={3} />;
  const restore = () => {
    // One more change of the draft: it saves itself, and undo takes it back.
    draft.change({ form: data.form });
    sayDone(t("history.restored", { n: number }));
    onClose();
    return Promise.resolve();
  };
  const found = differences(data.form, draft.form);
  const isSame = isAlike(data.form, draft.form);
  return (
    <Stack gap="sm" mt={4}>
      <Questions form={data.form} />
      {isSame && <Text size="sm" c="dimmed">{t("history.same")}</Text>}
      <Changed title={t("history.onlyThere")} questions={found.onlyBefore} />
      <Changed title={t("history.onlyDraft")} questions={found.onlyAfter} />
      <Changed title={t("history.changed")} questions={found.changed} />
      {mayWrite && !isSame && (
        <Confirm mild title={t("history.restoreTitle", { n: number })} text={t("history.restoreText")} verb={t("history.restore")} onYes={restore}>
          {(open) => (
            <Button size="xs" variant="default" w="fit-content" onClick={open}>
              {t("history.restore")}
            </Button>
          )}
        </Confirm>
      )}
    </Stack>
  );
}

function Questions({ form }: { form: Form }) {
  const { t, i18n } = useTranslation("surveys");
  return (
    <List size="sm" type="ordered" spacing={2}>
      {form.pages.flatMap((page) => page.questions ?? []).map((one) => (
        <List.Item key={one.id}>
          {wordsIn(one.title, i18n.language) || one.id}
          <Text span size="xs" c="dimmed" ml={6}>
            {t(`kind.${one.kind}`)}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}

function Changed({ title, questions }: { title: string; questions: Question[] }) {
  const { i18n } = useTranslation("surveys");
  if (questions.length === 0) return null;
  return (
    <Text size="sm">
      <b>{title}</b> {questions.map((one) => wordsIn(one.title, i18n.language) || one.id).join(" · ")}
    </Text>
  );
}
