import { Badge, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { put } from "@/api/client";
import { queries } from "@/api/queries";
import { useRights } from "@/app/session";
import { useEditing } from "@/pages/flows/editing";
import { PairRows } from "@/pages/flows/PairRows";
import type { Flow, WebhookStep } from "@/pages/flows/shapes";
import { sayDone, sayFailed } from "@/shared/confirm";

/** Headers whose value is a secret: kept by name, written here, never shown again. */
export function SecretRows({ step }: { step: WebhookStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  const names = [...new Set(Object.values(step.secrets).filter(Boolean))];
  return (
    <Stack gap={6}>
      <PairRows
        label={t("field.secrets")}
        hint={t("webhook.secretHint")}
        names={t("webhook.header")}
        values={t("webhook.secretName")}
        pairs={step.secrets}
        onChange={(secrets) => setStep({ ...step, secrets }, "secrets")}
      />
      {names.map((name) => (
        <Secret key={name} name={name} />
      ))}
    </Stack>
  );
}

function Secret({ name }: { name: string }) {
  const { t } = useTranslation("flows");
  const { flow } = useEditing();
  const may = useRights();
  const [value, setValue] = useState("");
  const [busy, setBusy] = useState(false);
  const isKept = flow.secrets.includes(name);
  const keep = async () => {
    setBusy(true);
    try {
      const answer = await put<Flow>(`/flows/${flow.id}/secrets/${encodeURIComponent(name)}`, { value });
      queries.setQueryData<Flow>([`/flows/${flow.id}`, {}], (known) => (known ? { ...known, secrets: answer.secrets } : known));
      setValue("");
      sayDone(t("webhook.secretKept", { name }));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap={4}>
      <Group gap={6}>
        <Text size="sm">{name}</Text>
        <Badge color={isKept ? "teal" : "yellow"}>{t(isKept ? "webhook.isKept" : "webhook.isMissing")}</Badge>
      </Group>
      {may("bot.publish") && (
        <Group gap={6} wrap="nowrap">
          <PasswordInput
            style={{ flex: 1 }}
            aria-label={t("webhook.secretValue", { name })}
            autoComplete="off"
            value={value}
            maxLength={4000}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button variant="default" loading={busy} disabled={!value} leftSection={<KeyRound size={14} aria-hidden />} onClick={() => void keep()}>
            {t("webhook.secretKeep")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
