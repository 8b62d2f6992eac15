import { ActionIcon, Group, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { FRESH_LIMITS, FRESH_REMEDY, spoken } from "@/pages/cases/clause";
import type { Clause } from "@/pages/cases/shapes";
import { Surface } from "@/shared/Surface";

interface ClauseFieldsProps {
  clause: Clause;
  onChange: (next: Clause | null) => void;
}

/** One routine case, its remedy and its limits. */
export function ClauseFields({ clause, onChange }: ClauseFieldsProps) {
  const { t } = useTranslation("cases");
  const set = (part: Partial<Clause>) => onChange({ ...clause, ...part });
  const deciders = ["machine", "agent", "supervisor"].map((value) => ({ value, label: t(`who.${value}`) }));
  const scores = ["nps", "csat", "ces"].map((value) => ({ value, label: value.toUpperCase() }));
  return (
    <Surface>
      <Stack gap="md">
        <Group align="flex-end" wrap="nowrap">
          <TextInput label={t("policy.clause")} required maxLength={200} flex={1} value={clause.title} onChange={(event) => set({ title: event.currentTarget.value })} />
          <ActionIcon variant="subtle" color="red" size="lg" aria-label={t("policy.removeClause", { name: clause.title })} onClick={() => onChange(null)}>
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </Group>
        <Group grow align="flex-end">
          <Select label={t("policy.who")} data={deciders} value={clause.who ?? "agent"} allowDeselect={false} onChange={(who) => set({ who: (who ?? "agent") as Clause["who"] })} />
          <Select label={t("rule.score")} data={scores} value={clause.score ?? null} clearable clearButtonProps={{ "aria-label": t("policy.anyScore") }} placeholder={t("policy.anyScore")} onChange={(score) => set({ score: score as Clause["score"] })} />
          <NumberInput label={t("rule.bound.at_most")} min={0} max={10} value={clause.at_most ?? ""} onChange={(value) => set({ at_most: value === "" ? null : Number(value) })} />
        </Group>
        <RemedyFields clause={clause} set={set} />
        <LimitFields clause={clause} set={set} />
      </Stack>
    </Surface>
  );
}

interface PartProps {
  clause: Clause;
  set: (part: Partial<Clause>) => void;
}

function RemedyFields({ clause, set }: PartProps) {
  const { t, i18n } = useTranslation("cases");
  const remedy = clause.remedy ?? FRESH_REMEDY;
  const change = (part: Partial<NonNullable<Clause["remedy"]>>) => set({ remedy: { ...remedy, ...part } });
  const kinds = ["message", "voucher"].map((value) => ({ value, label: t(`policy.kind.${value}`) }));
  const channels = ["email", "webchat"].map((value) => ({ value, label: t(`policy.channel.${value}`) }));
  return (
    <>
      <Group grow align="flex-end">
        <Select label={t("policy.remedy")} data={kinds} value={remedy.kind ?? "message"} allowDeselect={false} onChange={(kind) => change({ kind: (kind ?? "message") as "message" })} />
        {remedy.kind === "voucher" && (
          <NumberInput label={t("policy.amount", { currency: remedy.currency ?? "CNY" })} min={0} decimalScale={2} value={(remedy.amount ?? 0) / 100} onChange={(value) => change({ amount: Math.round(Number(value) * 100) })} />
        )}
        <Select label={t("policy.by")} data={channels} value={remedy.channel ?? "email"} allowDeselect={false} onChange={(channel) => change({ channel: channel ?? "email" })} />
      </Group>
      <TextInput label={t("policy.subject")} maxLength={200} value={remedy.subject?.[i18n.language] ?? ""} onChange={(event) => change({ subject: spoken(remedy.subject, i18n.language, event.currentTarget.value) })} />
      <Textarea label={t("policy.message")} description={remedy.kind === "voucher" ? t("policy.voucherHint") : undefined} autosize minRows={2} maxLength={5000} value={remedy.text?.[i18n.language] ?? ""} onChange={(event) => change({ text: spoken(remedy.text, i18n.language, event.currentTarget.value) })} />
    </>
  );
}

function LimitFields({ clause, set }: PartProps) {
  const { t } = useTranslation("cases");
  const limits = clause.limits ?? FRESH_LIMITS;
  const change = (part: Partial<NonNullable<Clause["limits"]>>) => set({ limits: { ...limits, ...part } });
  return (
    <Group grow align="flex-end">
      <NumberInput label={t("policy.times")} min={0} max={1000} value={limits.times ?? 1} onChange={(value) => change({ times: Number(value) || 0 })} />
      <NumberInput label={t("policy.withinDays")} min={1} max={3650} value={limits.days ?? 90} onChange={(value) => change({ days: Number(value) || 90 })} />
      <NumberInput label={t("policy.budget")} min={0} decimalScale={2} value={(limits.month_budget ?? 0) / 100} onChange={(value) => change({ month_budget: Math.round(Number(value) * 100) })} />
    </Group>
  );
}
