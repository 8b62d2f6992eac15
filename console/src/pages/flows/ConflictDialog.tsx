import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useEditing } from "@/pages/flows/editing";
import { ConflictDialog as Dialog } from "@/shared/ConflictDialog";

export function ConflictDialog() {
  const { t } = useTranslation("flows");
  const { number } = useFormats();
  const { draft } = useEditing();
  const { conflict } = draft;
  if (!conflict) return null;
  const author = conflict.author || t("conflict.somebody");
  const sizes = { theirs: number(conflict.graph.steps.length), mine: number(draft.graph.steps.length) };
  const lines = [t("conflict.text", { author }), t("conflict.sizes", sizes)];
  return <Dialog title={t("conflict.title")} lines={lines} mine={t("conflict.mine")} theirs={t("conflict.theirs", { author })} draft={draft} />;
}
