import { ActionIcon, Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { ArrowDown, ArrowUp, Plus, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ConditionField } from "@/pages/surveys/ConditionField";
import { useEditing } from "@/pages/surveys/editing";
import { movedPage, withoutPage, wordsIn } from "@/pages/surveys/form";
import type { Expression, Page } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { WordsField } from "@/pages/surveys/WordsField";

interface Jump {
  to: string;
  when?: Expression | null;
}

export function PageForm({ id }: { id: string }) {
  const { t } = useTranslation("surveys");
  const { draft, choose, setForm, setPage } = useEditing();
  const { form } = draft;
  const at = form.pages.findIndex((page) => page.id === id);
  const page = form.pages[at];
  if (!page) return null;
  const remove = () => {
    setForm(withoutPage(form, id));
    choose({ what: "form" });
  };
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={2}>{t("outline.page", { n: at + 1 })}</Title>
        <Group gap={6}>
          <ActionIcon variant="default" size="lg" disabled={at === 0} aria-label={t("move.up")} onClick={() => setForm(movedPage(form, id, -1))}>
            <ArrowUp size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" size="lg" disabled={at === form.pages.length - 1} aria-label={t("move.down")} onClick={() => setForm(movedPage(form, id, 1))}>
            <ArrowDown size={15} aria-hidden />
          </ActionIcon>
          <Button variant="default" size="xs" c="var(--mantine-color-red-light-color)" disabled={form.pages.length < 2} leftSection={<Trash2 size={14} aria-hidden />} onClick={remove}>
            {t("common:remove")}
          </Button>
        </Group>
      </Group>
      <WordsField label={t("field.pageTitle")} words={page.title} onChange={(title) => setPage(id, { title }, "title")} />
      <ConditionField label={t("field.pageShownIf")} empty={t("condition.always")} value={page.shown_if} before={page.questions?.[0]?.id} onChange={(shown_if) => setPage(id, { shown_if }, "shown_if")} />
      <Jumps page={page} />
    </Stack>
  );
}

/** Where to go after the page; the first that holds decides, else the next page follows. */
function Jumps({ page }: { page: Page }) {
  const { t } = useTranslation("surveys");
  const { draft, setPage, language } = useEditing();
  const { form } = draft;
  const jumps = (page.next as Jump[] | undefined) ?? [];
  const set = (next: Jump[]) => setPage(page.id, { next }, "next");
  const later = form.pages.slice(form.pages.indexOf(page) + 1).map((one) => ({ value: one.id, label: wordsIn(one.title, language) || t("outline.page", { n: form.pages.indexOf(one) + 1 }) }));
  const ends = (form.ends ?? []).map((one) => ({ value: one.id, label: t("jump.end", { name: one.id }) }));
  const places = [...later, ...ends];
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {t("jump.title")}
      </Text>
      {jumps.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("jump.none")}
        </Text>
      )}
      {jumps.map((jump, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- rules have no other name
        <Stack key={at} gap="xs" className={classes.box}>
          <Group wrap="nowrap" gap={6}>
            <Select style={{ flex: 1 }} aria-label={t("jump.to", { n: at + 1 })} data={places} value={jump.to} allowDeselect={false} onChange={(to) => set(jumps.with(at, { ...jump, to: to ?? jump.to }))} />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("jump.remove", { n: at + 1 })} onClick={() => set(jumps.toSpliced(at, 1))}>
              <X size={15} aria-hidden />
            </ActionIcon>
          </Group>
          <ConditionField label={t("jump.when")} empty={t("condition.always")} value={jump.when} onChange={(when) => set(jumps.with(at, { ...jump, when }))} />
        </Stack>
      ))}
      {places[0] && (
        <Button variant="light" size="xs" w="fit-content" leftSection={<Plus size={14} aria-hidden />} onClick={() => set([...jumps, { to: places[0]?.value ?? "" }])}>
          {t("jump.add")}
        </Button>
      )}
    </Stack>
  );
}
