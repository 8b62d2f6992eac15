import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { ArticleSelect } from "@/pages/knowledge/ArticleSelect";
import { LANGUAGES } from "@/pages/versions/shapes";
import { field, FormDialog } from "@/shared/FormDialog";

/** One question, and the article that must answer it; without one the bot must keep silent. */
export function NewQuestion() {
  const { t, i18n } = useTranslation("versions");
  const [article, setArticle] = useState<string | null>(null);
  const add = async (form: FormData) => {
    const wanted = { text: field(form, "text"), language: field(form, "language"), article, topic: field(form, "topic") };
    await post("/bot-suite/phrasings", wanted);
    await changed("/bot-suite", "/bot-versions");
    setArticle(null);
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
      <ArticleSelect
        clearable
        label={t("failed.wanted")}
        description={t("questions.articleText")}
        placeholder={t("questions.none")}
        value={article}
        onChange={setArticle}
      />
      <TextInput name="topic" label={t("questions.topic")} maxLength={200} />
    </FormDialog>
  );
}
