import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/shared/EmptyState";

export function Forbidden({ right }: { right: string }) {
  const { t } = useTranslation();
  return <EmptyState icon={Lock} whole title={t("forbidden.title")} text={t("forbidden.text", { right })} />;
}
