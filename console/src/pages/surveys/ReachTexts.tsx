// The words of what is sent, language by language, and how the mail looks with them.
import { Alert, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { LANGUAGES, wordsIn } from "@/pages/surveys/form";
import { withPart } from "@/pages/surveys/reach";
import type { Reach } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { withWords } from "@/pages/surveys/WordsField";

interface ReachTextsProps {
  reach: Reach;
  onChange: (reach: Reach) => void;
}

export function ReachTexts({ reach, onChange }: ReachTextsProps) {
  const { t, i18n } = useTranslation("surveys");
  const { draft } = useEditing();
  const { languages } = draft.form;
  const [language, setLanguage] = useState(languages.includes(i18n.language) ? i18n.language : (languages[0] ?? "en"));
  const texts = reach.texts ?? {};
  const set = (name: "subject" | "intro" | "button", text: string) => onChange(withPart(reach, "texts", { [name]: withWords(texts[name], language, text) }));
  const named = (value: string) => (LANGUAGES.includes(value) ? t(`language.${value}`) : value);
  const isMail = reach.plan?.channels?.includes("email") ?? true;
  return (
    <Stack gap="sm" component="fieldset" className={classes.box} m={0} miw={0}>
      <Text component="legend" size="sm" fw={600} px={4}>
        {t("mail.title")}
      </Text>
      {languages.length > 1 && <SegmentedControl size="xs" aria-label={t("bar.language")} data={languages.map((value) => ({ value, label: named(value) }))} value={language} onChange={setLanguage} />}
      <Text size="xs" c="dimmed">
        {t("mail.text", { pipe: "{{ customer.name }}" })}
      </Text>
      {isMail && <TextInput label={t("mail.subject")} lang={language} maxLength={200} value={texts.subject?.[language] ?? ""} onChange={(event) => set("subject", event.currentTarget.value)} />}
      <Textarea label={t("mail.intro")} lang={language} autosize minRows={2} maxRows={8} maxLength={2000} value={texts.intro?.[language] ?? ""} onChange={(event) => set("intro", event.currentTarget.value)} />
      <TextInput label={t("mail.button")} lang={language} maxLength={60} value={texts.button?.[language] ?? ""} onChange={(event) => set("button", event.currentTarget.value)} />
      <MailSketch reach={reach} language={language} />
    </Stack>
  );
}

const SCALES: Partial<Record<string, [number, number]>> = { nps: [0, 10], csat: [1, 5], ces: [1, 7], rating: [1, 5] };

/** The mail in outline: what is left empty is said in words of the product, so their place is named and not faked. */
function MailSketch({ reach, language }: { reach: Reach; language: string }) {
  const { t } = useTranslation("surveys");
  const { draft } = useEditing();
  const first = draft.form.pages[0]?.questions?.[0];
  const texts = reach.texts ?? {};
  const [low, high] = SCALES[first?.kind ?? ""] ?? [0, -1];
  const scale = Array.from({ length: high - low + 1 }, (_, place) => String(low + place));
  const cells = scale.length > 0 ? scale : first?.kind === "boolean" ? [t("yesNo.true"), t("yesNo.false")] : first?.kind === "single" || first?.kind === "dropdown" ? (first.options ?? []).map((one) => wordsIn(one.label, language) || one.code) : [];
  const ours = <i>{t("mail.ours")}</i>;
  return (
    <div className={classes.box} role="group" aria-label={t("mail.sketch")} lang={language}>
      <Text size="xs" c="dimmed">
        {t("mail.sketch")}
      </Text>
      <Text size="sm" fw={600}>
        {texts.subject?.[language] || ours}
      </Text>
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }} mt={6}>
        {texts.intro?.[language] || ours}
      </Text>
      {first && cells.length > 1 ? (
        <>
          <Text size="sm" fw={600} mt={6}>
            {wordsIn(first.title, language) || first.id}
          </Text>
          <div className={classes.cells}>
            {cells.slice(0, 11).map((one) => (
              <span key={one}>{one}</span>
            ))}
          </div>
        </>
      ) : (
        <Alert color="gray" variant="light" p="xs" my={6}>
          {t("mail.noQuestion")}
        </Alert>
      )}
      <Text size="sm" td="underline" mt={6}>
        {texts.button?.[language] || ours}
      </Text>
    </div>
  );
}
