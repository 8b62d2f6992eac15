// One article out of thousands: the server finds it by words, and the chosen one keeps its title.
import { type ComboboxItem, Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";
import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import type { ArticleRow, ArticleView } from "@/pages/knowledge/shapes";

// A page may hold a dozen of these, and each draws its choices.
const SHOWN = 30;
const TYPING_REST_MS = 250;

interface ArticleSelectProps extends Omit<SelectProps, "data" | "filter" | "value" | "onChange" | "defaultValue"> {
  value: string | null;
  onChange: (article: string | null) => void;
  /** An article that is not offered. */
  except?: string | null;
}

export function ArticleSelect({ value, onChange, except, error, ...others }: ArticleSelectProps) {
  const { t } = useTranslation("knowledge");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), TYPING_REST_MS);
  const title = useTitle(value);
  // The field shows the title of what is chosen; that is not a question for others.
  const { data, error: problem } = useAnswer<Page<ArticleRow>>("/articles", { limit: SHOWN, search: search === title.trim() ? "" : search });
  const known = (data?.items ?? []).filter((one) => one.id !== except).map((one) => ({ value: one.id, label: one.title || t("noTitle") }));
  // What has the words in its title is more likely meant than what has them somewhere in an answer.
  const found = known.toSorted((a, b) => Number(b.label.includes(search)) - Number(a.label.includes(search)));
  const isFound = !value || found.some((one) => one.value === value);
  return (
    <Select
      searchable
      {...others}
      error={error ?? (problem ? sentence(problem) : undefined)}
      data={isFound ? found : [{ value, label: title }, ...found]}
      // The server has chosen already, by phrasings and answers, too.
      filter={({ options }) => (options as ComboboxItem[]).filter((one) => found.some((other) => other.value === one.value))}
      nothingFoundMessage={t(data ? "common:search.nothing" : "common:loading")}
      onSearchChange={setTyped}
      value={value}
      onChange={(article) => onChange(article)}
    />
  );
}

/** The title of an article; the beginning of its id while it is not known or when it is gone. */
function useTitle(id: string | null): string {
  const { t } = useTranslation("knowledge");
  const { data } = useAnswer<ArticleView>(id ? `/articles/${id}` : null);
  return data ? data.content.title || t("noTitle") : (id ?? "").slice(0, 8);
}
