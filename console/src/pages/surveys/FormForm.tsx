import { MultiSelect, NumberInput, Stack, Switch, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { patch } from "@/api/client";
import { changed } from "@/api/queries";
import { useEditing } from "@/pages/surveys/editing";
import { LANGUAGES } from "@/pages/surveys/form";
import type { Survey } from "@/pages/surveys/shapes";
import { WordsField } from "@/pages/surveys/WordsField";
import { sayFailed } from "@/shared/confirm";

type Settings = Survey["settings"];

/** Title and languages of the form, and how the survey is kept; settings are in force at once. */
export function FormForm() {
  const { t } = useTranslation("surveys");
  const { draft, survey, setForm } = useEditing();
  const { form } = draft;
  const known = [...new Set([...LANGUAGES, ...form.languages])];
  const languages = known.map((value) => ({ value, label: LANGUAGES.includes(value) ? t(`language.${value}`) : value }));
  const set = (part: Partial<Settings>) => patch(`/surveys/${survey.id}`, { settings: { ...survey.settings, ...part } }).then(() => changed(`/surveys/${survey.id}`), sayFailed);
  const { settings } = survey;
  return (
    <Stack gap="lg">
      <Title order={2}>{t("place.form")}</Title>
      <WordsField label={t("field.formTitle")} words={form.title} onChange={(title) => setForm({ ...form, title }, "form:title")} />
      <MultiSelect
        label={t("field.languages")}
        description={t("field.languagesHint")}
        data={languages}
        value={form.languages}
        onChange={(next) => next.length > 0 && setForm({ ...form, languages: next })}
      />
      <Switch label={t("settings.anonymous")} description={t("settings.anonymousHint")} checked={settings.is_anonymous} onChange={(event) => void set({ is_anonymous: event.currentTarget.checked })} />
      <Switch label={t("settings.mayEdit")} checked={settings.may_edit} onChange={(event) => void set({ may_edit: event.currentTarget.checked })} />
      <Switch label={t("settings.partials")} checked={settings.partials_count} onChange={(event) => void set({ partials_count: event.currentTarget.checked })} />
      <Hours label={t("settings.partialAfter")} value={settings.partial_after_hours} onChange={(partial_after_hours) => void set({ partial_after_hours })} />
    </Stack>
  );
}

/** Saved on leaving the field: every digit would be a change of its own. */
function Hours({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <NumberInput
      key={value}
      label={label}
      min={1}
      defaultValue={value}
      onBlur={(event) => {
        const next = Number(event.currentTarget.value);
        if (next > 0 && next !== value) onChange(next);
      }}
    />
  );
}
