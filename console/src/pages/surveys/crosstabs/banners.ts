// By what figures can be set side by side: a choice, a trait of the customer, the channel, the language, the time.
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import type { Fields } from "@/pages/audiences/shapes";
import { columnsOf } from "@/pages/surveys/results/columns";
import { useWords } from "@/pages/surveys/results/looking";
import { useAudiences, useLanguageName } from "@/pages/surveys/results/rules";
import type { AnswerSplit } from "@/pages/surveys/results/shapes";
import type { Survey } from "@/pages/surveys/shapes";

/** So many audiences stand side by side. */
const MOST = 12;

export interface Banner {
  /** For the address and the select. */
  value: string;
  label: string;
  by: AnswerSplit;
  /** What its groups are called, where the answer says only their keys. */
  labels: Record<string, string>;
}

export function useBanners(survey: Survey): Banner[] {
  const { t } = useTranslation("surveys");
  const may = useRights();
  const words = useWords();
  const audiences = useAudiences();
  const languageName = useLanguageName();
  const { data } = useAnswer<Fields>(may("audiences.read") ? "/audience-fields" : null);
  const channels = ["link", "qr", "email", "webchat", "widget", "simulated"];
  const yesNo = { "1": t("yesNo.true"), "0": t("yesNo.false"), true: t("yesNo.true"), false: t("yesNo.false") };
  const found: Banner[] = [
    { value: "channel", label: t("asked.channel"), by: { channel: true }, labels: Object.fromEntries(channels.map((one) => [one, t(`channel.${one}`)])) },
    { value: "language", label: t("filter.language"), by: { language: true }, labels: Object.fromEntries(survey.form.languages.map((one) => [one, languageName(one)])) },
  ];
  if (audiences.length > 0) {
    const names = Object.fromEntries(audiences.map((one) => [one.id, one.name]));
    found.push({ value: "segments", label: t("cross.audiences"), by: { segments: audiences.slice(0, MOST).map((one) => one.id) }, labels: names });
  }
  for (const period of ["month", "week"] as const) {
    found.push({ value: `period:${period}`, label: t(`cross.${period}`), by: { period }, labels: {} });
  }
  for (const column of columnsOf(survey.form)) {
    if (column.kind === "number") continue;
    const label = [words(column.title, column.question), words(column.part)].filter(Boolean).join(" – ");
    const labels = column.kind === "flag" ? yesNo : Object.fromEntries(column.values.map((one) => [one.code, words(one.label, one.code)]));
    found.push({ value: `column:${column.name}`, label, by: { column: column.name }, labels });
  }
  for (const trait of data?.traits ?? []) {
    found.push({ value: `trait:${trait.name}`, label: t("compare.trait", { name: trait.name }), by: { trait: trait.name }, labels: {} });
  }
  return found;
}
