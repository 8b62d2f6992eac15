import { CalendarCheck, FilePlus, type LucideIcon, PackageSearch, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import type { Graph } from "@/pages/flows/shapes";
import appointment from "@/pages/flows/templates/appointment.json";
import order from "@/pages/flows/templates/order.json";
import returns from "@/pages/flows/templates/returns.json";
import { NewFrom } from "@/shared/NewFrom";
import { TemplateCard } from "@/shared/TemplateCard";

type Template = "blank" | "returns" | "order" | "appointment";
const GRAPHS: Record<Template, Graph> = {
  blank: { first: null, steps: [] },
  returns: returns as unknown as Graph,
  order: order as unknown as Graph,
  appointment: appointment as unknown as Graph,
};
const ICONS: Record<Template, LucideIcon> = { returns: Undo2, order: PackageSearch, appointment: CalendarCheck, blank: FilePlus };

/** Starts from a ready-made flow, or from nothing. */
export function NewFlow() {
  const { t } = useTranslation("flows");
  const may = useRights();
  if (!may("bot.write")) return null;
  return (
    <NewFrom
      verb={t("new")}
      title={t("template.title")}
      path="/flows"
      starts={Object.keys(ICONS) as Template[]}
      body={(template) => ({ name: t(`template.${template}.name`), graph: GRAPHS[template] })}
    >
      {(template) => <TemplateCard Icon={ICONS[template]} name={t(`template.${template}.name`)} text={t(`template.${template}.text`)} />}
    </NewFrom>
  );
}
