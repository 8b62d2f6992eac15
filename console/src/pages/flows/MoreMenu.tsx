import { ActionIcon, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, History, Trash2, Undo } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { remove } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { useEditing } from "@/pages/flows/editing";
import { HistoryDrawer } from "@/pages/flows/HistoryDrawer";
import type { Flow } from "@/pages/flows/shapes";
import { Confirm, sayFailed } from "@/shared/confirm";

export function MoreMenu() {
  const { t } = useTranslation("flows");
  const { flow, draft } = useEditing();
  const navigate = useNavigate();
  const may = useRights();
  const [showsHistory, setHistory] = useState(false);
  const withdraw = async () => {
    try {
      const answer = await remove<Flow>(`/flows/${flow.id}/approval`);
      if (draft.isSaved) draft.replaceBy(answer);
      await changed("/flows");
    } catch (error) {
      sayFailed(error);
    }
  };
  const removeFlow = async () => {
    await remove(`/flows/${flow.id}`);
    await navigate({ to: "/flows" });
    await changed("/flows");
  };
  return (
    <Confirm title={t("remove.title", { name: flow.name })} text={t("remove.text")} verb={t("common:remove")} onYes={removeFlow}>
      {(open) => (
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("bar.more")}>
                <Ellipsis size={17} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<History size={15} aria-hidden />} onClick={() => setHistory(true)}>
                {t("bar.history")}
              </Menu.Item>
              {may("bot.publish") && flow.approved !== null && (
                <Menu.Item leftSection={<Undo size={15} aria-hidden />} onClick={() => void withdraw()}>
                  {t("bar.withdraw")}
                </Menu.Item>
              )}
              {may("bot.publish") && (
                <Menu.Item color="red" leftSection={<Trash2 size={15} aria-hidden />} onClick={open}>
                  {t("remove.verb")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
          <HistoryDrawer opened={showsHistory} onClose={() => setHistory(false)} />
        </>
      )}
    </Confirm>
  );
}
