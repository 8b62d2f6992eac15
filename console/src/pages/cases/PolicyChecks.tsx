import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed } from "@/api/queries";
import { useRights } from "@/app/session";
import { CheckList } from "@/pages/cases/CheckList";
import type { Held, Sheet } from "@/pages/cases/shapes";
import { sayFailed } from "@/shared/confirm";
import { Surface } from "@/shared/Surface";

/** The clauses of the policy in force, held against this case at this moment. */
export function PolicyChecks({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const held = sheet.allowed as unknown as Held[];
  return (
    <Surface title={t("allowed")} aside={sheet.policy > 0 ? <Text size="sm" c="dimmed">{t("version", { n: sheet.policy })}</Text> : undefined}>
      {held.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("noPolicy")}
        </Text>
      )}
      <Stack gap="lg">
        {held.map((one) => (
          <Clause key={one.clause} id={sheet.case.id} held={one} />
        ))}
      </Stack>
    </Surface>
  );
}

function Clause({ id, held }: { id: string; held: Held }) {
  const { t } = useTranslation("cases");
  const may = useRights();
  const [busy, setBusy] = useState(false);
  const mine = may("case.write") && (held.who !== "supervisor" || may("case.decide"));
  const give = async () => {
    setBusy(true);
    try {
      await post(`/cases/${id}/decisions`, { clause: held.clause });
      await changed("/cases");
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {held.title}
          </Text>
          <Badge variant="outline" color="gray" tt="none">
            {t(`who.${held.who}`)}
          </Badge>
        </Group>
        {mine && (
          <Button size="xs" variant={held.is_allowed ? "filled" : "default"} disabled={!held.is_allowed} loading={busy} onClick={() => void give()}>
            {t("give")}
          </Button>
        )}
      </Group>
      <CheckList checks={held.checks} />
    </div>
  );
}
