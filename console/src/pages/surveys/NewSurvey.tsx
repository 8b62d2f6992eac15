import { Button, Modal, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { FilePlus, Gauge, type LucideIcon, PackageCheck, Plus, ShoppingBag } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import type { Survey } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import csat from "@/pages/surveys/templates/csat.json";
import nps from "@/pages/surveys/templates/nps.json";
import product from "@/pages/surveys/templates/product.json";
import { sayFailed } from "@/shared/confirm";

type Template = "nps" | "csat" | "product" | "blank";
const ICONS: Record<Template, LucideIcon> = { nps: Gauge, csat: ShoppingBag, product: PackageCheck, blank: FilePlus };

function formOf(template: Template, language: string): object {
  const blank = { format: 1, languages: [language], pages: [{ id: "page1" }] };
  return { nps, csat, product, blank }[template];
}

/** Starts from a ready-made survey, or from an empty page. */
export function NewSurvey() {
  const { t, i18n } = useTranslation("surveys");
  const navigate = useNavigate();
  const may = useRights();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!may("survey.write")) return null;
  const create = async (template: Template) => {
    setBusy(true);
    try {
      const made = await post<Survey>("/surveys", { name: t(`template.${template}.name`), form: formOf(template, i18n.language) });
      await changed("/surveys");
      await navigate({ to: `/surveys/${made.id}` });
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("new")}
      </Button>
      <Modal size="lg" opened={opened} onClose={() => setOpened(false)} title={t("template.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
        <div className={classes.cards}>
          {(Object.keys(ICONS) as Template[]).map((template) => {
            const Icon = ICONS[template];
            return (
              <button key={template} type="button" className={classes.card} disabled={busy} onClick={() => void create(template)}>
                <Icon size={20} aria-hidden />
                <Text component="span" fw={600}>
                  {t(`template.${template}.name`)}
                </Text>
                <Text component="span" size="sm" c="dimmed">
                  {t(`template.${template}.text`)}
                </Text>
              </button>
            );
          })}
        </div>
      </Modal>
    </>
  );
}
