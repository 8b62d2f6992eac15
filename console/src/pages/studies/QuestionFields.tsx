import { MultiSelect, SegmentedControl, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import { CONTENT_LANGUAGES } from "@/pages/studies/plans";
import classes from "@/pages/studies/Studies.module.css";
import { said, withWords } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

const CURRENCIES = ["CNY", "TWD", "HKD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "MYR"];

/** What respondents read above the tasks, in which languages, and in which money. */
export function QuestionFields() {
  const { t } = useTranslation("studies");
  const { study, plan, set, language, mayWrite } = usePlanning();
  const hasMoney = ["conjoint", "psm", "gabor_granger"].includes(study.kind);
  const currencies = [...new Set([...CURRENCIES, plan.currency])].filter(Boolean);
  return (
    <Surface title={t("question.title")} aside={<LanguageChoice />}>
      <Stack gap="sm">
        <TextInput
          label={t("question.words")}
          value={plan.title[language] ?? ""}
          placeholder={said(plan.title, language)}
          lang={language}
          maxLength={1000}
          readOnly={!mayWrite}
          onChange={(event) => set({ title: withWords(plan.title, language, event.currentTarget.value) }, "title")}
        />
        <Textarea
          label={t("question.help")}
          value={plan.help[language] ?? ""}
          placeholder={said(plan.help, language)}
          lang={language}
          autosize
          maxRows={8}
          maxLength={2000}
          readOnly={!mayWrite}
          onChange={(event) => set({ help: withWords(plan.help, language, event.currentTarget.value) }, "help")}
        />
        <div className={classes.fields}>
          <MultiSelect
            label={t("question.languages")}
            data={CONTENT_LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
            value={plan.languages}
            readOnly={!mayWrite}
            onChange={(languages) => languages.length > 0 && set({ languages })}
          />
          {hasMoney && (
            <Select
              label={t("question.currency")}
              data={currencies}
              value={plan.currency || null}
              searchable
              readOnly={!mayWrite}
              onChange={(currency) => currency && set({ currency })}
            />
          )}
        </div>
        {study.kind === "psm" && (
          <Switch
            label={t("question.intents")}
            description={t("question.intentsText")}
            checked={plan.has_intents}
            disabled={!mayWrite}
            onChange={(event) => set({ has_intents: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </Surface>
  );
}

/** In which language the texts of the plan are written; nothing to choose where there is one. */
export function LanguageChoice() {
  const { t } = useTranslation("studies");
  const { plan, language, setLanguage } = usePlanning();
  if (plan.languages.length < 2) return null;
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("question.writing")}
      data={plan.languages.map((value) => ({ value, label: CONTENT_LANGUAGES.includes(value) ? t(`language.${value}`) : value }))}
      value={language}
      onChange={setLanguage}
    />
  );
}
