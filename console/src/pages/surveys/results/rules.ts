// The rules of a filter in words, each with the filter that is left without it.
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import { LANGUAGES } from "@/pages/surveys/form";
import { type AnswerColumn, columnsOf } from "@/pages/surveys/results/columns";
import { useWords } from "@/pages/surveys/results/looking";
import type { AnswerFilter, ColumnFilter } from "@/pages/surveys/results/shapes";
import type { Survey } from "@/pages/surveys/shapes";

export interface Rule {
  key: string;
  words: string;
  without: AnswerFilter;
}

export interface Named {
  id: string;
  name: string;
}

/** The audiences one may read; none without the right. */
export function useAudiences(): Named[] {
  const may = useRights();
  const { data } = useAnswer<Page<Named>>(may("audiences.read") ? "/audiences" : null, { limit: 200 });
  return data?.items ?? [];
}

export function useLanguageName(): (tag: string) => string {
  const { t } = useTranslation("surveys");
  return (tag) => (LANGUAGES.includes(tag) ? t(`language.${tag}`) : tag);
}

export function useRules(survey: Survey, filter: AnswerFilter): Rule[] {
  const { t } = useTranslation("surveys");
  const { day } = useFormats();
  const audiences = useAudiences();
  const languageName = useLanguageName();
  const ofColumn = useColumnWords(survey);
  const found: Rule[] = [];
  const add = (key: string, words: string, part: AnswerFilter) => found.push({ key, words, without: { ...filter, ...part } });
  const noon = (text: string) => day(`${text}T12:00:00`);
  if (filter.states) add("states", filter.states.map((one) => t(`answered.${one}`)).join(t("comma")), { states: [] });
  if (filter.since) add("since", t("filter.sinceOf", { day: noon(filter.since) }), { since: null });
  if (filter.until) add("until", t("filter.untilOf", { day: noon(filter.until) }), { until: null });
  if (filter.channels) add("channels", filter.channels.map((one) => t(`channel.${one}`, { defaultValue: one })).join(t("comma")), { channels: [] });
  if (filter.languages) add("languages", filter.languages.map(languageName).join(t("comma")), { languages: [] });
  if (filter.versions) add("versions", t("filter.versionsOf", { list: filter.versions.join(t("comma")) }), { versions: [] });
  if (filter.segment) add("segment", audiences.find((one) => one.id === filter.segment)?.name || t("filter.anAudience"), { segment: null });
  for (const one of filter.traits ?? []) {
    add(`trait:${one.name}`, `${one.name}: ${one.values.join(t("comma"))}`, { traits: (filter.traits ?? []).filter((other) => other !== one) });
  }
  for (const one of filter.answers ?? []) {
    add(`answer:${one.column}`, ofColumn(one), { answers: (filter.answers ?? []).filter((other) => other !== one) });
  }
  if (filter.is_weighted === false) add("weighted", t("filter.unweighted"), { is_weighted: true });
  if (filter.with_flagged === false) add("flagged", t("filter.unflagged"), { with_flagged: true });
  if (filter.is_simulated) add("simulated", t("answers.simulated"), { is_simulated: false });
  return found;
}

/** A rule about an answer in words: the question, and what was said. */
export function useColumnWords(survey: Survey): (one: ColumnFilter) => string {
  const { t } = useTranslation("surveys");
  const words = useWords();
  const { amount } = useFormats();
  const columns = new Map(columnsOf(survey.form).map((one) => [one.name, one]));
  return (one) => {
    const column = columns.get(one.column);
    const title = column ? words(column.title, column.question) : one.column;
    const part = column ? words(column.part) : "";
    const codes = (one.codes ?? []).map(String).map((code) => words(column?.values.find((value) => value.code === code)?.label, code));
    return t("filter.answerOf", { question: part ? `${title} – ${part}` : title, said: codes.length > 0 ? codes.join(t("comma")) : range(one, column) });
  };

  function range({ least, most }: ColumnFilter, column: AnswerColumn | undefined): string {
    if (column?.kind === "flag") return t(`yesNo.${(least ?? 0) >= 1}`);
    const tidy = (value: number) => amount(Math.round(value * 100) / 100);
    if (typeof least === "number" && typeof most === "number") return least === most ? tidy(least) : t("filter.between", { least: tidy(least), most: tidy(most) });
    if (typeof least === "number") return t("filter.least", { least: tidy(least) });
    // What lies just below a cut point is said as being under it.
    const cut = Math.ceil(most ?? 0);
    return cut - (most ?? 0) > 0 && cut - (most ?? 0) < 0.001 ? t("filter.under", { most: tidy(cut) }) : t("filter.most", { most: tidy(most ?? 0) });
  }
}
