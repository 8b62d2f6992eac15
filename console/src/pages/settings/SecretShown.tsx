import { Alert, Group, Stack, Text } from "@mantine/core";
import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ShownSecret } from "@/api/shapes";
import classes from "@/pages/settings/settings.module.css";
import { CopyText } from "@/shared/CopyText";

/** A new secret; the server gives it once and never again. */
export function SecretShown({ made, children }: { made: ShownSecret; children?: ReactNode }) {
  const { t } = useTranslation("settings");
  return (
    <Alert variant="light" color="teal" icon={<KeyRound size={18} aria-hidden />} title={made.name} mb="md">
      <Stack gap="sm">
        <Text size="sm">{t("secret.once")}</Text>
        <Group gap="sm">
          <code className={classes.secret}>{made.secret}</code>
          <CopyText value={made.secret} />
        </Group>
        {children}
      </Stack>
    </Alert>
  );
}
