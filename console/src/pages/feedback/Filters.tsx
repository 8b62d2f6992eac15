// Every filter as a field; what is chosen goes into the address at once.
import { Autocomplete, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import type { Fields } from "@/pages/audiences/shapes";
import { ASPECTS, FEELINGS, type Figures } from "@/pages/feedback/shapes";
import { useNames } from "@/pages/feedback/useNames";
import type { Wished } from "@/pages/feedback/useWish";
import type { Key } from "@/pages/feedback/wish";

const WAIT_MS = 400;
const WAITS = ["60", "300", "600", "1800", "3600"];

interface Choice {
  value: string;
  label: string;
}

export function Filters({ wished }: { wished: Wished }) {
  const { t } = useTranslation("feedback");
  const { aspectOf, languageOf, wordsOf, topics } = useNames();
  const { data } = useAnswer<Figures>("/feedback/figures");
  const plain = (values: readonly string[], label: (value: string) => string) =>
    values.map((value) => ({ value, label: label(value) }));
  const choices: [Key, Choice[]][] = [
    ["source", plain(["survey", "conversation"], wordsOf.source)],
    ["sentiment", plain(FEELINGS, wordsOf.sentiment)],
    ["score", plain(["low", "middle", "high"], wordsOf.score)],
    ["waited_over", plain(WAITS, wordsOf.waited_over)],
    ["topic", topics.map((one) => ({ value: one.id, label: one.name }))],
    ["aspect", plain(ASPECTS, aspectOf)],
    ["language", plain(Object.keys(data?.languages ?? {}), languageOf)],
  ];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} mt="md">
      <Typed key={`search ${wished.wish.search ?? ""}`} name="search" wished={wished} />
      <QuestionField wished={wished} />
      {choices.map(([key, options]) => (
        <Select
          key={key}
          label={t(`field.${key}`)}
          placeholder={t("any")}
          data={options}
          value={wished.wish[key] ?? null}
          onChange={(value) => wished.change({ [key]: value ?? "" })}
          searchable={options.length > 8}
          clearable
          clearButtonProps={{ "aria-label": t("anyOf", { field: t(`field.${key}`) }) }}
        />
      ))}
      {(["since", "until"] as const).map((key) => (
        <TextInput
          key={key}
          type="date"
          label={t(`field.${key}`)}
          value={wished.wish[key] ?? ""}
          onChange={(event) => wished.change({ [key]: event.currentTarget.value })}
        />
      ))}
      <TraitFields key={`${wished.wish.trait} ${wished.wish.trait_value}`} wished={wished} />
    </SimpleGrid>
  );
}

function Typed({ name, wished }: { name: Key; wished: Wished }) {
  const { t } = useTranslation("feedback");
  const [text, setText] = useState(wished.wish[name] ?? "");
  const tell = useDebouncedCallback((value: string) => wished.change({ [name]: value.trim() }), WAIT_MS);
  const type = (value: string) => {
    setText(value);
    tell(value);
  };
  return (
    <TextInput label={t(`field.${name}`)} value={text} maxLength={200} onChange={(event) => type(event.currentTarget.value)} />
  );
}

/** A survey, or one open question of it. */
function QuestionField({ wished: { wish, change } }: { wished: Wished }) {
  const { t } = useTranslation("feedback");
  const { questions, titleOf } = useNames();
  const surveys = [...new Map(questions.map((one) => [one.survey, one.survey_name]))];
  const data = surveys.map(([survey, name]) => ({
    group: name,
    items: [
      { value: survey, label: t("allOf", { name }) },
      ...questions
        .filter((one) => one.survey === survey)
        .map((one) => ({ value: `${survey} ${one.question}`, label: titleOf(one.question, survey) })),
    ],
  }));
  const choose = (value: string | null) => {
    const [survey = "", question = ""] = (value ?? "").split(" ");
    change({ survey, question });
  };
  return (
    <Select
      label={t("field.survey")}
      placeholder={t("any")}
      data={data}
      value={wish.survey ? [wish.survey, wish.question].filter(Boolean).join(" ") : null}
      onChange={choose}
      clearable
      clearButtonProps={{ "aria-label": t("anyOf", { field: t("field.survey") }) }}
    />
  );
}

function TraitFields({ wished: { wish, change } }: { wished: Wished }) {
  const { t } = useTranslation("feedback");
  const may = useRights();
  const { data } = useAnswer<Fields>(may("audiences.read") ? "/audience-fields" : null);
  const [trait, setTrait] = useState(wish.trait ?? "");
  const [value, setValue] = useState(wish.trait_value ?? "");
  const found = data?.traits.find((one) => one.name === trait);
  const tell = () => {
    const isWhole = Boolean(trait.trim() && value.trim());
    if (isWhole || wish.trait) change({ trait: isWhole ? trait.trim() : "", trait_value: isWhole ? value.trim() : "" });
  };
  const names = data?.traits.map((one) => one.name) ?? [];
  const examples = [...new Set((found?.examples ?? []).map(String))];
  return (
    <>
      <Autocomplete label={t("field.trait")} data={names} value={trait} onChange={setTrait} onBlur={tell} limit={20} />
      <Autocomplete
        label={t("field.trait_value")}
        data={examples}
        value={value}
        onChange={setValue}
        onBlur={tell}
        onOptionSubmit={(one) => change({ trait, trait_value: one })}
      />
    </>
  );
}
