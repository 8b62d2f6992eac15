import { Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { PairRows } from "@/pages/flows/PairRows";
import { SecretRows } from "@/pages/flows/SecretRows";
import type { WebhookStep } from "@/pages/flows/shapes";

export function WebhookForm({ step }: { step: WebhookStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  const set = (part: Partial<WebhookStep>, field: string) => setStep({ ...step, ...part }, field);
  return (
    <Stack gap="md">
      <Group gap={6} wrap="nowrap" align="flex-end">
        <Select
          w={96}
          label={t("webhook.method")}
          allowDeselect={false}
          data={["POST", "GET"]}
          value={step.method}
          onChange={(method) => set({ method: method as "GET" | "POST" }, "")}
        />
        <TextInput style={{ flex: 1 }} label={t("field.url")} value={step.url} maxLength={2000} onChange={(event) => set({ url: event.currentTarget.value.trim() }, "url")} />
      </Group>
      <Text size="xs" c="dimmed">
        {t("webhook.urlHint", { example: "{{slots.order}}" })}
      </Text>
      {step.method === "POST" && (
        <PairRows label={t("field.body")} names={t("webhook.name")} values={t("webhook.value")} pairs={step.body} onChange={(body) => set({ body }, "body")} />
      )}
      <PairRows label={t("field.save")} hint={t("webhook.saveHint")} names={t("field.slot")} values={t("webhook.path")} pairs={step.save} onChange={(save) => set({ save }, "save")} />
      <PairRows label={t("field.headers")} names={t("webhook.header")} values={t("webhook.value")} pairs={step.headers} onChange={(headers) => set({ headers }, "headers")} />
      <SecretRows step={step} />
      <Group grow>
        <NumberInput
          label={t("field.timeout_ms")}
          min={0.1}
          max={10}
          step={0.5}
          value={step.timeout_ms / 1000}
          onChange={(seconds) => set({ timeout_ms: Math.round(Number(seconds) * 1000) }, "timeout")}
        />
        <NumberInput label={t("field.retries")} min={0} max={3} value={step.retries} onChange={(retries) => set({ retries: Number(retries) }, "retries")} />
      </Group>
      <Faked step={step} />
    </Stack>
  );
}

/** What the try-out gets instead of a call. */
function Faked({ step }: { step: WebhookStep }) {
  const { t } = useTranslation("flows");
  const { trial } = useEditing();
  const faked = trial.webhooks[step.id] ?? { status: 200, body: "" };
  return (
    <Stack gap={6} className={classes.box}>
      <Text size="sm" fw={600}>
        {t("webhook.faked")}
      </Text>
      <NumberInput
        label={t("webhook.status")}
        min={100}
        max={599}
        value={faked.status}
        onChange={(status) => trial.setWebhook(step.id, { ...faked, status: Number(status) || 0 })}
      />
      <Textarea
        className={classes.code ?? ""}
        label={t("webhook.answer")}
        autosize
        minRows={2}
        maxRows={8}
        placeholder={'{"order": {"state": "shipped"}}'}
        value={faked.body}
        onChange={(event) => trial.setWebhook(step.id, { ...faked, body: event.currentTarget.value })}
      />
    </Stack>
  );
}
