// The plan of a reach: channels in their order, reminders, quiet hours, an end; and by what asking is compared.
import { Group, MultiSelect, NumberInput, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { withPart } from "@/pages/surveys/reach";
import type { Reach } from "@/pages/surveys/shapes";

interface FieldsProps {
  reach: Reach;
  onChange: (reach: Reach) => void;
}

type Channel = "email" | "webchat";

export function PlanFields({ reach, onChange }: FieldsProps) {
  const { t } = useTranslation("surveys");
  const plan: Partial<NonNullable<Reach["plan"]>> = reach.plan ?? {};
  const quiet = { from: "", to: "", ...plan.quiet };
  const set = (part: Partial<NonNullable<Reach["plan"]>>) => onChange(withPart(reach, "plan", part));
  return (
    <Stack gap="md">
      <MultiSelect
        label={t("plan.channels")}
        description={t("plan.channelsHint")}
        data={(["email", "webchat"] as const).map((value) => ({ value, label: t(`channel.${value}`) }))}
        value={plan.channels ?? ["email"]}
        onChange={(next) => set({ channels: next as Channel[] })}
      />
      <Group grow align="flex-end">
        <NumberInput label={t("reach.reminders")} min={0} max={10} value={plan.reminders ?? 2} onChange={(next) => set({ reminders: Number(next) })} />
        <NumberInput label={t("reach.spacing")} min={1} max={2160} value={plan.spacing_hours ?? 72} onChange={(next) => set({ spacing_hours: Number(next) || 72 })} />
      </Group>
      <Group grow align="flex-end">
        <TextInput type="time" label={t("plan.quietFrom")} value={quiet.from} onChange={(event) => set({ quiet: { ...quiet, from: event.currentTarget.value } })} />
        <TextInput type="time" label={t("plan.quietTo")} value={quiet.to} onChange={(event) => set({ quiet: { ...quiet, to: event.currentTarget.value } })} />
      </Group>
      <Group grow align="flex-end">
        <NumberInput label={t("plan.target")} description={t("plan.targetHint")} min={0} max={10_000_000} value={plan.target ?? 0} onChange={(next) => set({ target: Number(next) || 0 })} />
        <NumberInput label={t("plan.expire")} description={t("plan.expireHint")} min={1} max={365} value={plan.expire_days ?? 30} onChange={(next) => set({ expire_days: Number(next) || 30 })} />
      </Group>
    </Stack>
  );
}

/** By which event those asked are compared with those left in peace. */
export function GoalFields({ reach, onChange }: FieldsProps) {
  const { t } = useTranslation("surveys");
  return (
    <Group grow align="flex-end">
      <TextInput label={t("goal.event")} maxLength={200} value={reach.goal?.event ?? "Order Completed"} onChange={(event) => onChange(withPart(reach, "goal", { event: event.currentTarget.value }))} />
      <NumberInput label={t("goal.days")} min={1} max={365} value={reach.goal?.days ?? 14} onChange={(next) => onChange(withPart(reach, "goal", { days: Number(next) || 14 }))} />
    </Group>
  );
}
