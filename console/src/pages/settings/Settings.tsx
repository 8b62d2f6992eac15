import { useTranslation } from "react-i18next";

import { PageHeader } from "@/shared/PageHeader";

export default function Settings() {
  const { t } = useTranslation("settings");
  return <PageHeader title={t("title")} />;
}
