// A question as it may be answered in the preview. The page of the survey itself draws more finely.
import { Button, Checkbox, NumberInput, Radio, Select, Stack, Text, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { questionOf, wordsIn } from "@/pages/surveys/form";
import type { QuestionView } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";

interface FieldProps {
  question: QuestionView;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function PreviewQuestion({ onChoose, ...props }: FieldProps & { onChoose: () => void }) {
  const { t } = useTranslation("surveys");
  const { question } = props;
  return (
    <Stack gap={6} role="group" aria-label={question.title || question.id}>
      <UnstyledButton onClick={onChoose} title={t("preview.edit")} mih={24}>
        <Text size="sm" fw={600} c={question.title ? undefined : "dimmed"}>
          {question.title || t("preview.untitled")}
          {question.required && <span aria-hidden> *</span>}
        </Text>
      </UnstyledButton>
      {question.help && (
        <Text size="xs" c="dimmed">
          {question.help}
        </Text>
      )}
      {question.kind !== "html" && <Field {...props} />}
    </Stack>
  );
}

const SCALES: Record<string, [number, number]> = { nps: [0, 10], rating: [1, 5], csat: [1, 5], ces: [1, 7] };

function Field(props: FieldProps) {
  const { question, value, onChange } = props;
  const label = question.title || question.id;
  const text = typeof value === "string" ? value : "";
  switch (question.kind) {
    case "text":
    case "date":
    case "time":
      return <TextInput aria-label={label} type={question.kind} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "long_text":
      return <Textarea aria-label={label} autosize minRows={2} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "number":
    case "slider":
      return <NumberInput aria-label={label} value={typeof value === "number" ? value : ""} onChange={(next) => onChange(typeof next === "number" ? next : null)} />;
    case "nps":
    case "rating":
    case "csat":
    case "ces":
      return <Scale {...props} />;
    case "single":
    case "image_choice":
      return <One {...props} />;
    case "dropdown":
      return <Select aria-label={label} data={question.options.map(named)} value={text || null} onChange={onChange} />;
    case "multiple":
    case "turf":
      return <Many {...props} />;
    case "boolean":
    case "consent":
      return <YesNo {...props} />;
    case "matrix":
      return <Matrix {...props} />;
    case "ranking":
      return <Ranking {...props} />;
    default:
      return <Other {...props} />;
  }
}

const named = (one: { code: string; label: string }) => ({ value: one.code, label: one.label || one.code });

function Scale({ question, value, onChange }: FieldProps) {
  const { draft, language } = useEditing();
  const drawn = questionOf(draft.form, question.id);
  const [low, high] = SCALES[question.kind] ?? [1, 5];
  const least = question.kind === "nps" ? low : (drawn?.least ?? low);
  const most = question.kind === "nps" ? high : (drawn?.most ?? high);
  const points = Array.from({ length: Math.min(Math.max(most - least, 0), 20) + 1 }, (_, at) => least + at);
  return (
    <>
      <div className={classes.scale}>
        {points.map((point) => (
          <Button key={point} px={0} size="sm" variant={value === point ? "filled" : "default"} aria-pressed={value === point} onClick={() => onChange(point)}>
            {point}
          </Button>
        ))}
      </div>
      <div style={{ display: "flex", justifyContent: "space-between", gap: 8 }}>
        <Text size="xs" c="dimmed">
          {wordsIn(drawn?.low, language)}
        </Text>
        <Text size="xs" c="dimmed" ta="right">
          {wordsIn(drawn?.high, language)}
        </Text>
      </div>
    </>
  );
}

function One({ question, value, onChange }: FieldProps) {
  return (
    <Radio.Group aria-label={question.title || question.id} value={typeof value === "string" ? value : null} onChange={onChange}>
      <Stack gap={8}>
        {question.options.map((one) => (
          <Radio key={one.code} value={one.code} label={one.label || one.code} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Many({ question, value, onChange }: FieldProps) {
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <Checkbox.Group aria-label={question.title || question.id} value={chosen} onChange={(next) => onChange(next.length ? next : null)}>
      <Stack gap={8}>
        {question.options.map((one) => (
          <Checkbox key={one.code} value={one.code} label={one.label || one.code} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function YesNo({ question, value, onChange }: FieldProps) {
  const { t } = useTranslation("surveys");
  const isConsent = question.kind === "consent";
  if (isConsent) return <Checkbox label={t("preview.agree")} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked || null)} />;
  return (
    <Button.Group>
      {[true, false].map((one) => (
        <Button key={String(one)} size="sm" variant={value === one ? "filled" : "default"} aria-pressed={value === one} onClick={() => onChange(one)}>
          {t(`yesNo.${one}`)}
        </Button>
      ))}
    </Button.Group>
  );
}

function Matrix({ question, value, onChange }: FieldProps) {
  const rows = (value ?? {}) as Record<string, string>;
  return (
    <Stack gap={8}>
      {question.rows.map((row) => (
        <Select key={row.code} size="xs" label={row.label || row.code} data={question.columns.map(named)} value={rows[row.code] ?? null} onChange={(next) => onChange({ ...rows, [row.code]: next ?? undefined })} />
      ))}
    </Stack>
  );
}

/** Pressed in the order of liking. */
function Ranking({ question, value, onChange }: FieldProps) {
  const order = Array.isArray(value) ? (value as string[]) : [];
  const press = (code: string) => {
    const next = order.includes(code) ? order.filter((one) => one !== code) : [...order, code];
    onChange(next.length ? next : null);
  };
  return (
    <Stack gap={6}>
      {question.options.map((one) => (
        <Button key={one.code} size="xs" variant={order.includes(one.code) ? "light" : "default"} justify="flex-start" onClick={() => press(one.code)}>
          {order.includes(one.code) ? `${order.indexOf(one.code) + 1}. ` : ""}
          {one.label || one.code}
        </Button>
      ))}
    </Stack>
  );
}

/** Kinds this preview does not draw are answered in their stored form. */
function Other({ question, onChange }: FieldProps) {
  const { t } = useTranslation("surveys");
  const [text, setText] = useState("");
  const take = (next: string) => {
    setText(next);
    try {
      onChange(JSON.parse(next));
    } catch {
      onChange(null);
    }
  };
  return <Textarea className={classes.code} aria-label={question.title || question.id} description={t("preview.other", { kind: t(`kind.${question.kind}`) })} placeholder="{ }" autosize value={text} onChange={(event) => take(event.currentTarget.value)} />;
}
