import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ConditionField } from "@/pages/surveys/ConditionField";
import { useEditing } from "@/pages/surveys/editing";
import { freshEnd, freshQuota, questionsOf, wordsIn } from "@/pages/surveys/form";
import type { End, Quota } from "@/pages/surveys/shapes";
import classes from "@/pages/surveys/Surveys.module.css";
import { WordsField } from "@/pages/surveys/WordsField";

export function EndsForm() {
  const { t } = useTranslation("surveys");
  const { draft, setForm } = useEditing();
  const { form } = draft;
  const ends = form.ends ?? [];
  const quotas = form.quotas ?? [];
  const asked = questionsOf(form).find((one) => one.kind !== "html");
  const setEnds = (next: End[], topic = "") => setForm({ ...form, ends: next }, topic);
  const setQuotas = (next: Quota[], topic = "") => setForm({ ...form, quotas: next }, topic);
  return (
    <Stack gap="xl">
      <Stack gap="sm">
        <Title order={2}>{t("end.title")}</Title>
        <Text size="sm" c="dimmed">
          {t("end.text")}
        </Text>
        {ends.map((end, at) => (
          <EndFields key={end.id} end={end} onChange={(part, field) => setEnds(ends.with(at, { ...end, ...part }), `${end.id}:${field}`)} onRemove={() => setEnds(ends.toSpliced(at, 1))} />
        ))}
        <Add label={t("end.add")} onClick={() => setEnds([...ends, freshEnd(form)])} />
      </Stack>
      <Stack gap="sm">
        <Title order={2}>{t("quota.title")}</Title>
        <Text size="sm" c="dimmed">
          {t("quota.text")}
        </Text>
        {quotas.map((quota, at) => (
          <QuotaFields key={quota.id} quota={quota} ends={ends} onChange={(part, field) => setQuotas(quotas.with(at, { ...quota, ...part }), `${quota.id}:${field}`)} onRemove={() => setQuotas(quotas.toSpliced(at, 1))} />
        ))}
        {asked && <Add label={t("quota.add")} onClick={() => setQuotas([...quotas, freshQuota(form, asked.id)])} />}
      </Stack>
    </Stack>
  );
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="light" size="xs" w="fit-content" leftSection={<Plus size={14} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={onClick}>
      <X size={15} aria-hidden />
    </ActionIcon>
  );
}

interface EndFieldsProps {
  end: End;
  onChange: (part: Partial<End>, field: string) => void;
  onRemove: () => void;
}

function EndFields({ end, onChange, onRemove }: EndFieldsProps) {
  const { t } = useTranslation("surveys");
  const kinds = ["done", "screened", "full"].map((value) => ({ value, label: t(`end.kind.${value}`) }));
  return (
    <Stack gap="sm" className={classes.box}>
      <Group wrap="nowrap" align="flex-end" gap={6}>
        <Select style={{ flex: 1 }} label={t("end.kindOf", { name: end.id })} data={kinds} value={end.kind ?? "done"} allowDeselect={false} onChange={(kind) => onChange({ kind: (kind ?? "done") as "done" }, "kind")} />
        <Remove label={t("end.remove", { name: end.id })} onClick={onRemove} />
      </Group>
      <WordsField long label={t("end.words")} words={end.text} onChange={(text) => onChange({ text }, "text")} />
      <TextInput label={t("end.redirect")} placeholder="https://" value={end.redirect ?? ""} onChange={(event) => onChange({ redirect: event.currentTarget.value }, "redirect")} />
      {(end.kind ?? "done") === "done" && <ConditionField label={t("end.when")} empty={t("condition.always")} value={end.when} onChange={(when) => onChange({ when }, "when")} />}
    </Stack>
  );
}

interface QuotaFieldsProps {
  quota: Quota;
  ends: End[];
  onChange: (part: Partial<Quota>, field: string) => void;
  onRemove: () => void;
}

function QuotaFields({ quota, ends, onChange, onRemove }: QuotaFieldsProps) {
  const { t } = useTranslation("surveys");
  const { language } = useEditing();
  const full = ends.filter((one) => one.kind === "full").map((one) => ({ value: one.id, label: wordsIn(one.text, language).slice(0, 60) || one.id }));
  return (
    <Stack gap="sm" className={classes.box}>
      <Group wrap="nowrap" align="flex-end" gap={6}>
        <TextInput style={{ flex: 1 }} label={t("quota.name")} value={quota.name ?? ""} placeholder={quota.id} maxLength={200} onChange={(event) => onChange({ name: event.currentTarget.value }, "name")} />
        <NumberInput w={110} label={t("quota.limit")} min={0} value={quota.limit} onChange={(limit) => typeof limit === "number" && onChange({ limit }, "limit")} />
        <Remove label={t("quota.remove", { name: quota.name || quota.id })} onClick={onRemove} />
      </Group>
      <ConditionField label={t("quota.when")} empty="" value={quota.when} onChange={(when) => when && onChange({ when }, "when")} />
      <Select label={t("quota.full")} placeholder={t("quota.noEnd")} clearable clearButtonProps={{ "aria-label": t("quota.noEnd") }} data={full} value={quota.full || null} onChange={(next) => onChange({ full: next ?? "" }, "full")} />
    </Stack>
  );
}
