import { ActionIcon, Button, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { compares, expressionOf, freshRow, isNumber, type Row, type Rows, rowsOf, type Test, testsOf } from "@/pages/surveys/conditions";
import { useEditing } from "@/pages/surveys/editing";
import { questionOf, questionsOf, wordsIn } from "@/pages/surveys/form";
import { JsonField } from "@/pages/surveys/JsonField";
import type { Expression, Question } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";

interface ConditionFieldProps {
  label: string;
  /** What no rows mean, such as "always". */
  empty: string;
  value: Expression | null | undefined;
  /** Only questions before this one can be asked about. */
  before?: string | undefined;
  onChange: (value: Expression | null) => void;
}

export function ConditionField({ label, empty, value, before, onChange }: ConditionFieldProps) {
  const { t } = useTranslation("surveys");
  const { draft } = useEditing();
  const all = questionsOf(draft.form).filter((one) => one.kind !== "html");
  const end = before === undefined ? -1 : all.findIndex((one) => one.id === before);
  const known = end < 0 ? all : all.slice(0, end);
  const found = rowsOf(value);
  if (found === null) return <Complex label={label} value={value ?? {}} onChange={onChange} />;
  const set = (rows: Row[], join = found.join) => onChange(expressionOf({ join, rows }));
  const first = known.at(-1);
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      {found.rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      )}
      {found.rows.length > 1 && <Join found={found} onChange={(join) => set(found.rows, join)} />}
      {found.rows.map((row, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other name
        <RowFields key={at} row={row} known={known} n={at + 1} onChange={(next) => set(found.rows.with(at, next))} onRemove={() => set(found.rows.toSpliced(at, 1))} />
      ))}
      {first ? (
        <Button variant="light" size="xs" w="fit-content" leftSection={<Plus size={14} aria-hidden />} onClick={() => set([...found.rows, freshRow(first)])}>
          {t("condition.add")}
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          {t("condition.none")}
        </Text>
      )}
    </Stack>
  );
}

function Complex({ label, value, onChange }: { label: string; value: Expression; onChange: (value: Expression | null) => void }) {
  const { t } = useTranslation("surveys");
  return (
    <Stack gap={6}>
      <JsonField label={label} value={value} onChange={onChange} />
      <Button variant="subtle" color="gray" size="xs" w="fit-content" onClick={() => onChange(null)}>
        {t("condition.clear")}
      </Button>
    </Stack>
  );
}

function Join({ found, onChange }: { found: Rows; onChange: (join: Rows["join"]) => void }) {
  const { t } = useTranslation("surveys");
  const data = (["and", "or"] as const).map((value) => ({ value, label: t(`condition.${value}`) }));
  return <SegmentedControl size="xs" w="fit-content" aria-label={t("condition.join")} data={data} value={found.join} onChange={(next) => onChange(next as Rows["join"])} />;
}

interface RowFieldsProps {
  row: Row;
  known: Question[];
  n: number;
  onChange: (row: Row) => void;
  onRemove: () => void;
}

function RowFields({ row, known, n, onChange, onRemove }: RowFieldsProps) {
  const { t } = useTranslation("surveys");
  const { draft, language } = useEditing();
  const question = questionOf(draft.form, row.question);
  const name = (one: Question) => ({ value: one.id, label: wordsIn(one.title, language) || one.id });
  const listed = question && !known.includes(question) ? [question, ...known] : known;
  const pick = (id: string | null) => {
    const next = questionOf(draft.form, id ?? "");
    if (next) onChange(freshRow(next));
  };
  return (
    <div className={classes.condition}>
      <Select size="xs" searchable aria-label={t("condition.question", { n })} data={listed.map(name)} value={row.question} allowDeselect={false} onChange={pick} />
      <Select
        size="xs"
        aria-label={t("condition.test", { n })}
        data={testsOf(question).map((value) => ({ value, label: t(`test.${value}`) }))}
        value={row.is}
        allowDeselect={false}
        onChange={(is) => onChange({ ...row, is: (is ?? "answered") as Test })}
      />
      {compares(row.is) ? <ValueField row={row} question={question} n={n} onChange={onChange} /> : <span />}
      <ActionIcon variant="subtle" color="gray" aria-label={t("condition.remove", { n })} onClick={onRemove}>
        <X size={15} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function ValueField({ row, question, n, onChange }: Omit<RowFieldsProps, "known" | "onRemove"> & { question: Question | undefined }) {
  const { t } = useTranslation("surveys");
  const { language } = useEditing();
  const label = t("condition.value", { n });
  if (question && isNumber(question)) return <NumberInput size="xs" aria-label={label} value={Number(row.value)} onChange={(next) => typeof next === "number" && onChange({ ...row, value: next })} />;
  if (typeof row.value === "boolean") {
    const data = ["true", "false"].map((value) => ({ value, label: t(`yesNo.${value}`) }));
    return <Select size="xs" aria-label={label} data={data} value={String(row.value)} allowDeselect={false} onChange={(next) => onChange({ ...row, value: next === "true" })} />;
  }
  if (question?.options?.length) {
    const data = question.options.map((one) => ({ value: one.code, label: wordsIn(one.label, language) || one.code }));
    return <Select size="xs" aria-label={label} data={data} value={String(row.value)} allowDeselect={false} onChange={(next) => onChange({ ...row, value: next ?? "" })} />;
  }
  return <TextInput size="xs" aria-label={label} value={String(row.value)} onChange={(event) => onChange({ ...row, value: event.currentTarget.value })} />;
}
