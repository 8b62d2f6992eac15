import { FilePlus, Gauge, type LucideIcon, PackageCheck, ShoppingBag } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import csat from "@/pages/surveys/templates/csat.json";
import nps from "@/pages/surveys/templates/nps.json";
import product from "@/pages/surveys/templates/product.json";
import { NewFrom } from "@/shared/NewFrom";
import { TemplateCard } from "@/shared/TemplateCard";

type Template = "nps" | "csat" | "product" | "blank";
const ICONS: Record<Template, LucideIcon> = { nps: Gauge, csat: ShoppingBag, product: PackageCheck, blank: FilePlus };

function formOf(template: Template, language: string): object {
  const blank = { format: 1, languages: [language], pages: [{ id: "page1" }] };
  return { nps, csat, product, blank }[template];
}

/** Starts from a ready-made survey, or from an empty page. */
export function NewSurvey() {
  const { t, i18n } = useTranslation("surveys");
  const may = useRights();
  if (!may("survey.write")) return null;
  return (
    <NewFrom
      verb={t("new")}
      title={t("template.title")}
      path="/surveys"
      starts={Object.keys(ICONS) as Template[]}
      body={(template) => ({ name: t(`template.${template}.name`), form: formOf(template, i18n.language) })}
    >
      {(template) => <TemplateCard Icon={ICONS[template]} name={t(`template.${template}.name`)} text={t(`template.${template}.text`)} />}
    </NewFrom>
  );
}
