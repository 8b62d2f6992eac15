import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";
import { ConflictDialog as Dialog } from "@/shared/ConflictDialog";

export function ConflictDialog() {
  const { t } = useTranslation("studies");
  const { draft } = usePlanning();
  const { conflict } = draft;
  if (!conflict) return null;
  const author = conflict.author || t("conflict.somebody");
  const lines = [t("conflict.text", { author })];
  return <Dialog title={t("conflict.title")} lines={lines} mine={t("conflict.mine")} theirs={t("conflict.theirs", { author })} draft={draft} />;
}
