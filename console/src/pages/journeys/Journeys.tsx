import { useTranslation } from "react-i18next";

import { PageHeader } from "@/shared/PageHeader";

export default function Journeys() {
  const { t } = useTranslation("journeys");
  return <PageHeader title={t("title")} />;
}
