import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { PasswordForm } from "@/pages/account/PasswordForm";
import { Sessions } from "@/pages/account/Sessions";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export default function Account() {
  const { t } = useTranslation("account");
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} />
      <Stack gap="lg" maw={640}>
        <Surface title={t("password.title")}>
          <PasswordForm />
        </Surface>
        <Surface title={t("sessions.title")}>
          <Sessions />
        </Surface>
      </Stack>
    </div>
  );
}
