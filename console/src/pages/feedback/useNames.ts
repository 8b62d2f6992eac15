// Words for what filters and figures name by codes: topics, questions, aspects, languages.
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { type Question, said, type Topic } from "@/pages/feedback/shapes";
import type { Key } from "@/pages/feedback/wish";

export function useTopics() {
  return useAnswer<Topic[]>("/feedback/topics");
}

export function useQuestions() {
  return useAnswer<Question[]>("/feedback/questions");
}

export function useNames() {
  const { t, i18n } = useTranslation("feedback");
  const { day } = useFormats();
  const { data: topics = [] } = useTopics();
  const { data: questions = [] } = useQuestions();
  const aspectOf = (aspect: string) => t(`aspect.${aspect}`, { defaultValue: aspect });
  const topicOf = (id: string) => topics.find((one) => one.id === id)?.name ?? t("goneTopic");
  const surveyOf = (id: string) => questions.find((one) => one.survey === id)?.survey_name ?? t("goneSurvey");
  const titleOf = (question: string, survey?: string | null) =>
    said(questions.find((one) => one.question === question && (!survey || one.survey === survey))?.title, i18n.language) ||
    t("openQuestion");
  const languageOf = (tag: string) => {
    if (!tag || tag === "unknown") return t("unknownLanguage");
    return new Intl.DisplayNames(i18n.language, { type: "language" }).of(tag) ?? tag;
  };
  const waitedOf = (seconds: number) => t("waited", { n: Math.round(seconds / 60) });
  const wordsOf: Record<Key, (value: string) => string> = {
    survey: surveyOf,
    question: (value) => titleOf(value),
    source: (value) => t(`source.${value}`),
    language: languageOf,
    sentiment: (value) => t(`feeling.${value}`),
    score: (value) => t(`score.${value}`),
    waited_over: (value) => t("waitedOver", { n: Math.round(Number(value) / 60) }),
    aspect: aspectOf,
    topic: topicOf,
    trait: (value) => value,
    trait_value: (value) => value,
    search: (value) => t("quoted", { text: value }),
    since: (value) => t("since", { day: day(`${value}T12:00:00`) }),
    until: (value) => t("until", { day: day(`${value}T12:00:00`) }),
  };
  return { aspectOf, topicOf, surveyOf, titleOf, languageOf, waitedOf, wordsOf, topics, questions };
}
