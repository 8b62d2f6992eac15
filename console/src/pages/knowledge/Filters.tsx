// Search and filters of the list; the search waits a moment so that not every letter is a request.
import { Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { LANGUAGES, type Overview } from "@/pages/knowledge/shapes";

export interface Wanted {
  search: string;
  state: string;
  topic: string | null;
  language: string | null;
}

const STATES = ["current", "draft", "changed", "approved", "archived"] as const;

export function Filters({ wanted, onChange }: { wanted: Wanted; onChange: (wanted: Wanted) => void }) {
  const { t } = useTranslation("knowledge");
  const { number } = useFormats();
  const [search, setSearch] = useState(wanted.search);
  const { data } = useAnswer<Overview>("/article-overview");
  const look = useDebouncedCallback((text: string) => onChange({ ...wanted, search: text }), 250);
  const count = (state: (typeof STATES)[number]) => {
    const counts = data?.counts;
    if (!counts) return "";
    const of = state === "current" ? counts.draft + counts.changed + counts.approved : counts[state];
    return ` ${number(of)}`;
  };
  return (
    <Group gap="sm" mb="md" wrap="wrap">
      <TextInput
        style={{ flex: "1 1 220px" }}
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<Search size={16} aria-hidden />}
        value={search}
        maxLength={200}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          look(event.currentTarget.value);
        }}
      />
      <Select
        aria-label={t("topic")}
        placeholder={t("allTopics")}
        clearable
        searchable
        w={180}
        value={wanted.topic}
        onChange={(topic) => onChange({ ...wanted, topic })}
        data={(data?.topics ?? []).map((one) => ({ value: one.topic, label: `${one.topic} ${number(one.articles)}` }))}
      />
      <Select
        aria-label={t("languageLabel")}
        placeholder={t("allLanguages")}
        clearable
        w={200}
        value={wanted.language}
        onChange={(language) => onChange({ ...wanted, language })}
        data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
      />
      <div style={{ overflowX: "auto", maxWidth: "100%" }}>
        <SegmentedControl
          aria-label={t("column.state")}
          value={wanted.state}
          onChange={(state) => onChange({ ...wanted, state })}
          data={STATES.map((value) => ({ value, label: `${t(`state.${value}`)}${count(value)}` }))}
        />
      </div>
    </Group>
  );
}
