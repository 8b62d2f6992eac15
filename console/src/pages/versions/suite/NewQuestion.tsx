import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { LANGUAGES } from "@/pages/versions/shapes";
import { useArticles } from "@/pages/versions/suite/useArticles";
import { field, FormDialog } from "@/shared/FormDialog";

/** One question, and the article that must answer it; without one the bot must keep silent. */
export function NewQuestion() {
  const { t, i18n } = useTranslation("versions");
  const articles = useArticles();
  const add = async (form: FormData) => {
    const wanted = { text: field(form, "text"), language: field(form, "language"), article: field(form, "article") || null, topic: field(form, "topic") };
    await post("/bot-suite/phrasings", wanted);
    await changed("/bot-suite", "/bot-versions");
  };
  return (
    <FormDialog open={t("questions.new")} title={t("questions.new")} verb={t("questions.add")} onSubmit={add}>
      <TextInput name="text" label={t("failed.question")} required maxLength={1000} data-autofocus />
      <NativeSelect
        name="language"
        label={t("questions.language")}
        defaultValue={i18n.language}
        data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
      />
      <NativeSelect
        name="article"
        label={t("failed.wanted")}
        description={t("questions.articleText")}
        data={[{ value: "", label: t("questions.none") }, ...articles]}
      />
      <TextInput name="topic" label={t("questions.topic")} maxLength={200} />
    </FormDialog>
  );
}
