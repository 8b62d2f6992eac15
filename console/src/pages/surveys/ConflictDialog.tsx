import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/surveys/editing";
import { questionsOf } from "@/pages/surveys/form";
import { ConflictDialog as Dialog } from "@/shared/ConflictDialog";

export function ConflictDialog() {
  const { t } = useTranslation("surveys");
  const { draft } = useEditing();
  const { conflict } = draft;
  if (!conflict) return null;
  const author = conflict.author || t("conflict.somebody");
  const sizes = { theirs: questionsOf(conflict.form).length, mine: questionsOf(draft.form).length };
  const lines = [t("conflict.text", { author }), t("conflict.sizes", sizes)];
  return <Dialog title={t("conflict.title")} lines={lines} mine={t("conflict.mine")} theirs={t("conflict.theirs", { author })} draft={draft} />;
}
