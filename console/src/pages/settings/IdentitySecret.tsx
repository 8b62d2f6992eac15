import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { IdentitySecretShown } from "@/api/shapes";
import classes from "@/pages/settings/settings.module.css";
import { CopyText } from "@/shared/CopyText";
import { Surface } from "@/shared/Surface";

/** With it the shop's server proves to the widget who is signed in. Shown only when asked for. */
export function IdentitySecret() {
  const { t } = useTranslation("settings");
  const [shown, setShown] = useState(false);
  const { data } = useAnswer<IdentitySecretShown>(shown ? "/identity-secret" : null);
  return (
    <Surface title={t("identity.title")} mt="lg">
      <Text size="sm" c="dimmed" mb="sm">
        {t("identity.text")}
      </Text>
      {data ? (
        <Group gap="sm">
          <code className={classes.secret}>{data.secret}</code>
          <CopyText value={data.secret} />
        </Group>
      ) : (
        <Button variant="default" size="xs" loading={shown} onClick={() => setShown(true)}>
          {t("identity.show")}
        </Button>
      )}
    </Surface>
  );
}
