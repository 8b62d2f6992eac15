import { Button, Modal, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { FilePlus, type LucideIcon, CalendarCheck, PackageSearch, Plus, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import classes from "@/pages/flows/Flow.module.css";
import type { Flow, Graph } from "@/pages/flows/shapes";
import appointment from "@/pages/flows/templates/appointment.json";
import order from "@/pages/flows/templates/order.json";
import returns from "@/pages/flows/templates/returns.json";
import { sayFailed } from "@/shared/confirm";

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
  const navigate = useNavigate();
  const may = useRights();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!may("bot.write")) return null;
  const create = async (template: Template) => {
    setBusy(true);
    try {
      const made = await post<Flow>("/flows", { name: t(`template.${template}.name`), graph: GRAPHS[template] });
      await changed("/flows");
      await navigate({ to: `/flows/${made.id}` });
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
