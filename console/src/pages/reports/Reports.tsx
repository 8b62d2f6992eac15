import { useTranslation } from "react-i18next";

import { PageHeader } from "@/shared/PageHeader";

export default function Reports() {
  const { t } = useTranslation("reports");
  return <PageHeader title={t("title")} />;
}
