import { useTranslation } from "react-i18next";

import { PageHeader } from "@/shared/PageHeader";

export default function Audiences() {
  const { t } = useTranslation("audiences");
  return <PageHeader title={t("title")} />;
}
