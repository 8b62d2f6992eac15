import { NumberInput, Select, SimpleGrid, Slider, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useRights } from "@/app/session";
import type { SetupFields } from "@/pages/bot/setup/WelcomeRows";

export function HabitFields(props: SetupFields) {
  const { t } = useTranslation("bot");
  const { draft, change, disabled } = props;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput label={t("habits.quiet")} description={t("habits.quietText")} min={0} max={10000} step={100} disabled={disabled} value={draft.quiet_ms} onChange={(next) => change({ quiet_ms: Number(next) })} />
        <NumberInput label={t("habits.misses")} description={t("habits.missesText")} min={1} max={5} disabled={disabled} value={draft.miss_limit} onChange={(next) => change({ miss_limit: Number(next) })} />
        <NumberInput label={t("habits.idle")} description={t("habits.idleText")} min={0} max={720} disabled={disabled} value={draft.idle_hours} onChange={(next) => change({ idle_hours: Number(next) })} />
        <HighValueFields {...props} />
      </SimpleGrid>
      <Share {...props} name="audit_share" label={t("habits.auditShare")} text={t("habits.auditShareText")} max={1} />
      <Share {...props} name="audit_target" label={t("habits.auditTarget")} text={t("habits.auditTargetText")} max={1} />
      <Switch label={t("habits.foresight")} disabled={disabled} checked={draft.foresight} onChange={(event) => change({ foresight: event.currentTarget.checked })} />
      <Switch label={t("habits.askHelpful")} disabled={disabled} checked={draft.ask_helpful} onChange={(event) => change({ ask_helpful: event.currentTarget.checked })} />
      <WriterFields {...props} />
    </Stack>
  );
}

interface ShareProps extends SetupFields {
  name: "audit_share" | "audit_target";
  label: string;
  text: string;
  max: number;
}

function Share({ draft, change, disabled, name, label, text, max }: ShareProps) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}: <span className="fl-number">{Math.round(draft[name] * 100)}%</span>
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {text}
      </Text>
      <Slider thumbLabel={label} min={0} max={max} step={0.01} label={null} disabled={disabled} value={draft[name]} onChange={(next) => change({ [name]: next })} />
    </div>
  );
}

function HighValueFields({ draft, change, disabled }: SetupFields) {
  const { t } = useTranslation("bot");
  const may = useRights();
  const rule = draft.high_value;
  const { data } = useAnswer<Page<{ id: string; name: string }>>(may("audiences.read") ? "/audiences" : null, { limit: 200 });
  const audiences = (data?.items ?? []).map((one) => ({ value: one.id, label: one.name || one.id }));
  const set = (part: Partial<typeof rule>) => change({ high_value: { ...rule, ...part } });
  return (
    <Stack gap={6}>
      <Select clearable searchable label={t("habits.highValue")} description={t("habits.highValueText")} placeholder={t("habits.noAudience")} disabled={disabled} data={audiences} value={rule.audience} onChange={(audience) => set({ audience })} />
      <SimpleGrid cols={2} spacing={6}>
        <TextInput aria-label={t("habits.trait")} placeholder={t("habits.trait")} disabled={disabled} value={rule.trait} onChange={(event) => set({ trait: event.currentTarget.value })} />
        <NumberInput aria-label={t("habits.atLeast")} placeholder={t("habits.atLeast")} disabled={disabled} value={rule.at_least ?? ""} onChange={(next) => set({ at_least: next === "" ? null : Number(next) })} />
      </SimpleGrid>
    </Stack>
  );
}

function WriterFields({ draft, change, disabled }: SetupFields) {
  const { t } = useTranslation("bot");
  const { writer } = draft;
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t("writer.title")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("writer.text")}
      </Text>
      {(["answers", "drafts", "summaries"] as const).map((use) => (
        <Switch key={use} label={t(`writer.${use}`)} disabled={disabled} checked={writer[use]} onChange={(event) => change({ writer: { ...writer, [use]: event.currentTarget.checked } })} />
      ))}
    </Stack>
  );
}
