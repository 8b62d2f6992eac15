import { Badge, Button, Group, NumberInput, Select, Stack, Switch, Title } from "@mantine/core";
import { Copy, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { CodeField } from "@/pages/surveys/CodeField";
import { ConditionField } from "@/pages/surveys/ConditionField";
import { useEditing } from "@/pages/surveys/editing";
import { BOUNDED, duplicated, ID, pageOf, questionOf, questionsOf, renamed, WITH_COLUMNS, WITH_ENDS, WITH_OPTIONS, WITH_ROWS, without } from "@/pages/surveys/form";
import { OptionRows } from "@/pages/surveys/OptionRows";
import { RestField } from "@/pages/surveys/RestField";
import type { Question } from "@/pages/surveys/shapes";
import { WordsField } from "@/pages/surveys/WordsField";

export function QuestionForm({ id }: { id: string }) {
  const { t } = useTranslation("surveys");
  const { draft, choose, setForm, setQuestion } = useEditing();
  const question = questionOf(draft.form, id);
  if (!question) return null;
  const set = (part: Partial<Question>, field = "") => setQuestion(id, part, field);
  const rename = (next: string) => {
    setForm(renamed(draft.form, id, next));
    choose({ what: "question", id: next });
  };
  const isAsked = question.kind !== "html";
  return (
    <Stack gap="lg">
      <Head question={question} />
      <WordsField long label={t("field.title")} description={t("field.pipes", { pipe: "{{ answer.q1 }}" })} words={question.title} onChange={(title) => set({ title }, "title")} />
      <WordsField long label={t("field.help")} words={question.help} onChange={(help) => set({ help }, "help")} />
      {isAsked && <Switch label={t("field.required")} checked={question.required ?? false} onChange={(event) => set({ required: event.currentTarget.checked })} />}
      <KindFields question={question} set={set} />
      <ConditionField label={t("field.shownIf")} empty={t("condition.always")} value={question.shown_if} before={id} onChange={(shown_if) => set({ shown_if }, "shown_if")} />
      <CodeField
        shown
        label={t("field.id")}
        description={t("field.idHint")}
        value={id}
        pattern={ID}
        taken={questionsOf(draft.form).map((one) => one.id)}
        onChange={rename}
      />
      <RestField key={question.kind} question={question} onChange={(next) => set(next)} />
    </Stack>
  );
}

function Head({ question }: { question: Question }) {
  const { t } = useTranslation("surveys");
  const { draft, choose, setForm } = useEditing();
  const copy = () => {
    const made = duplicated(draft.form, question.id);
    setForm(made.form);
    choose({ what: "question", id: made.id });
  };
  const remove = () => {
    const page = pageOf(draft.form, question.id);
    setForm(without(draft.form, question.id));
    choose({ what: "page", id: page?.id ?? "" });
  };
  return (
    <Group justify="space-between">
      <Group gap="xs">
        <Title order={2}>{t("form.question")}</Title>
        <Badge color="indigo" variant="light">
          {t(`kind.${question.kind}`)}
        </Badge>
      </Group>
      <Group gap={6}>
        <Button variant="default" size="xs" leftSection={<Copy size={14} aria-hidden />} onClick={copy}>
          {t("form.copy")}
        </Button>
        <Button variant="default" size="xs" c="var(--mantine-color-red-light-color)" leftSection={<Trash2 size={14} aria-hidden />} onClick={remove}>
          {t("common:remove")}
        </Button>
      </Group>
    </Group>
  );
}

interface KindFieldsProps {
  question: Question;
  set: (part: Partial<Question>, field?: string) => void;
}

function KindFields({ question, set }: KindFieldsProps) {
  const { t } = useTranslation("surveys");
  const { kind } = question;
  const orders = ["none", "random", "rotate", "flip"].map((value) => ({ value, label: t(`shuffle.${value}`) }));
  return (
    <>
      {WITH_OPTIONS.has(kind) && <OptionRows flags label={t("field.options")} options={question.options ?? []} onChange={(options, field) => set({ options }, field && `options${field}`)} />}
      {WITH_ROWS.has(kind) && <OptionRows label={t("field.rows")} options={question.rows ?? []} onChange={(rows, field) => set({ rows }, field && `rows${field}`)} />}
      {WITH_COLUMNS.has(kind) && <OptionRows label={t("field.columns")} options={question.columns ?? []} onChange={(columns, field) => set({ columns }, field && `columns${field}`)} />}
      {WITH_OPTIONS.has(kind) && <Select label={t("field.shuffle")} data={orders} value={question.shuffle ?? "none"} allowDeselect={false} onChange={(shuffle) => set({ shuffle: shuffle ?? "none" })} />}
      {WITH_ENDS.has(kind) && (
        <Group grow align="flex-start">
          <WordsField label={t("field.low")} words={question.low} onChange={(low) => set({ low }, "low")} />
          <WordsField label={t("field.high")} words={question.high} onChange={(high) => set({ high }, "high")} />
        </Group>
      )}
      {BOUNDED.has(kind) && (
        <Group grow align="flex-start">
          <Bound label={t("field.least")} value={question.least} onChange={(least) => set({ least }, "least")} />
          <Bound label={t("field.most")} value={question.most} onChange={(most) => set({ most }, "most")} />
        </Group>
      )}
      {kind === "constant_sum" && <Bound label={t("field.total")} value={question.total} onChange={(total) => set({ total }, "total")} />}
    </>
  );
}

function Bound({ label, value, onChange }: { label: string; value: number | null | undefined; onChange: (value: number | null) => void }) {
  return <NumberInput label={label} value={value ?? ""} onChange={(next) => onChange(typeof next === "number" ? next : null)} />;
}
