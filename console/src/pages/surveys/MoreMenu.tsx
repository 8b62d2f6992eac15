import { ActionIcon, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Copy, Download, Ellipsis, History, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useEditing } from "@/pages/surveys/editing";
import { HistoryDrawer } from "@/pages/surveys/HistoryDrawer";
import type { Survey } from "@/pages/surveys/shapes";
import { Confirm, sayDone, sayFailed } from "@/shared/confirm";

const PEOPLE = 100;

export function MoreMenu() {
  const { t } = useTranslation("surveys");
  const { survey, draft, mayWrite } = useEditing();
  const navigate = useNavigate();
  const may = useRights();
  const [isPast, setPast] = useState(false);
  const copy = async () => {
    try {
      const made = await post<Survey>(`/surveys/${survey.id}/copies`, { name: t("more.copyName", { name: draft.name }).slice(0, 200) });
      await changed("/surveys");
      await navigate({ to: `/surveys/${made.id}` });
    } catch (error) {
      sayFailed(error);
    }
  };
  const simulate = async () => {
    try {
      if ((await draft.flush()) === null) return;
      await post(`/surveys/${survey.id}/simulations`, { number: PEOPLE, seed: Math.floor(Math.random() * 1e9) });
      await changed(`/surveys/${survey.id}/responses`, `/surveys/${survey.id}/results`);
      sayDone(t("more.simulated", { count: PEOPLE }));
    } catch (error) {
      sayFailed(error);
    }
  };
  const removeSurvey = async () => {
    await remove(`/surveys/${survey.id}`);
    await navigate({ to: "/surveys" });
    await changed("/surveys");
  };
  return (
    <Confirm title={t("remove.title", { name: survey.name })} text={t("remove.text")} verb={t("common:remove")} onYes={removeSurvey}>
      {(open) => (
        <>
          {isPast && <HistoryDrawer onClose={() => setPast(false)} />}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("more.label")}>
                <Ellipsis size={17} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {mayWrite && (
                <Menu.Item leftSection={<Copy size={15} aria-hidden />} onClick={() => void copy()}>
                  {t("more.copy")}
                </Menu.Item>
              )}
              {mayWrite && (
                <Menu.Item leftSection={<Users size={15} aria-hidden />} onClick={() => void simulate()}>
                  {t("more.simulate", { count: PEOPLE })}
                </Menu.Item>
              )}
              <Menu.Item leftSection={<History size={15} aria-hidden />} onClick={() => setPast(true)}>
                {t("history.title")}
              </Menu.Item>
              <Menu.Item leftSection={<Download size={15} aria-hidden />} onClick={() => saveAs(draft.name, draft.form)}>
                {t("more.json")}
              </Menu.Item>
              {may("survey.publish") && (
                <Menu.Item color="red" leftSection={<Trash2 size={15} aria-hidden />} onClick={open}>
                  {t("remove.verb")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </>
      )}
    </Confirm>
  );
}

/** The form as a file, which the import of another workspace reads. */
function saveAs(name: string, form: object): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(form, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name}.json`;
  link.click();
  URL.revokeObjectURL(address);
}
