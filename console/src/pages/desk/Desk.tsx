import { useTranslation } from "react-i18next";

import { PageHeader } from "@/shared/PageHeader";

export default function Desk() {
  const { t } = useTranslation("desk");
  return <PageHeader title={t("title")} />;
}
