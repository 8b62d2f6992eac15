// What a new study begins with: enough to see how it works, and every word of it can be changed.
import { useTranslation } from "react-i18next";

import { emptyPlan } from "@/pages/studies/plans";
import type { Attribute, Level, Plan, StudyKind } from "@/pages/studies/shapes";

export function useStarter(): (kind: StudyKind) => Plan {
  const { t, i18n } = useTranslation("studies");
  return (kind) => starterOf(kind, i18n.language, t);
}

function starterOf(kind: StudyKind, language: string, t: ReturnType<typeof useTranslation>["t"]): Plan {
  const words = (text: string) => ({ [language]: text });
  const level = (code: string, text: string): Level => ({ code, label: words(text), value: null });
  const many = (start: string, texts: string[]) => texts.map((text, place) => level(`${start}${place + 1}`, text));
  const some = [t("start.item1"), t("start.item2"), t("start.item3"), t("start.item4"), t("start.item5"), t("start.item6")];
  const plan = emptyPlan(language, kind === "drivers" ? "" : t(`start.title.${kind}`));
  const numbers = plan.currency === "USD" ? [19, 24, 29, 34] : [99, 129, 159, 199];
  const attribute = (code: string, text: string, levels: Level[], is_price = false): Attribute => ({ code, label: words(text), levels, is_price, is_linear: null });
  if (kind === "conjoint") {
    plan.none = words(t("none"));
    plan.attributes = [
      attribute("brand", t("start.brand"), many("b", [t("start.ours"), t("start.rivalA"), t("start.rivalB")])),
      attribute("size", t("start.size"), many("s", [t("start.small"), t("start.middle"), t("start.large")])),
      attribute("price", t("start.price"), numbers.map((value, place) => ({ code: `p${place + 1}`, label: {}, value })), true),
    ];
  }
  if (kind === "maxdiff" || kind === "turf") plan.items = many("i", some);
  if (kind === "kano") plan.features = many("f", some.slice(0, 4));
  if (kind === "gabor_granger") plan.prices = numbers;
  if (kind === "turf") plan.sizes = [1, 2, 3];
  if (kind === "maxdiff") Object.assign(plan, { sets: 6, size: 4 });
  return plan;
}
