// A rule in a sentence.
import { useTranslation } from "react-i18next";

import { duration } from "@/pages/cases/duration";
import type { Rule } from "@/pages/cases/shapes";

export function useSentence(): (rule: Rule) => string {
  const { t, i18n } = useTranslation("cases");
  return (rule) => {
    const opening = rule.opening;
    const score = "score" in opening ? opening.score.toUpperCase() : "";
    const when =
      opening.kind === "words"
        ? t("sentence.words", { words: opening.words.join(", ") })
        : opening.kind === "topic"
          ? t("sentence.topic", { words: opening.names.join(", ") })
          : opening.kind === "drop"
            ? t("sentence.drop", { score, by: opening.by })
            : opening.at_most != null
              ? t("sentence.atMost", { score, value: opening.at_most })
              : t("sentence.atLeast", { score, value: opening.at_least });
    const until = rule.does === "refer" ? "" : ` · ${t("sentence.until", { time: duration(i18n.language, (rule.minutes ?? 1440) * 60) })}`;
    return `${when}${until}`;
  };
}
