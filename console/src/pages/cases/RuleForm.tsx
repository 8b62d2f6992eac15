import { Alert, Button, Drawer, Group, NumberInput, SegmentedControl, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed } from "@/api/queries";
import { OpeningFields } from "@/pages/cases/OpeningFields";
import { FRESH, ruleOf, type RuleWish, wishOf } from "@/pages/cases/rule";
import type { RuleRow } from "@/pages/cases/shapes";
import { useNames } from "@/pages/cases/useNames";

interface RuleFormProps {
  row: RuleRow | null;
  place: number;
  onClose: () => void;
}

export function RuleForm({ row, place, onClose }: RuleFormProps) {
  const { t, i18n } = useTranslation("cases");
  const [wish, setWish] = useState<RuleWish>(() => (row ? wishOf(row.rule, i18n.language) : FRESH));
  const [problem, setProblem] = useState("");
  const change = (part: Partial<RuleWish>) => setWish((before) => ({ ...before, ...part }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const rule = ruleOf(wish, i18n.language, row?.rule);
    try {
      if (row) await put(`/case-rules/${row.id}`, { rule, place: row.place, is_on: row.is_on, revision: row.revision });
      else await post("/case-rules", { rule, place });
      await changed("/case-rules");
      onClose();
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <Drawer opened onClose={onClose} position="right" size="md" title={t(row ? "rule.change" : "rule.add")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {problem && (
            <Alert color="red" variant="light" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput label={t("rule.name")} required maxLength={200} data-autofocus value={wish.name} onChange={(event) => change({ name: event.currentTarget.value })} />
          <OpeningFields wish={wish} change={change} />
          <SegmentedControl
            aria-label={t("rule.then")}
            data={["case", "refer"].map((value) => ({ value, label: t(`rule.does.${value}`) }))}
            value={wish.does}
            onChange={(does) => change({ does: does as RuleWish["does"] })}
          />
          {wish.does === "case" ? <CaseFields wish={wish} change={change} /> : <ReferFields wish={wish} change={change} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common:cancel")}
            </Button>
            <Button type="submit">{t("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}

interface FieldsProps {
  wish: RuleWish;
  change: (part: Partial<RuleWish>) => void;
}

function CaseFields({ wish, change }: FieldsProps) {
  const { t } = useTranslation("cases");
  const { people } = useNames();
  const owners = [
    { value: "fewest", label: t("rule.fewest") },
    { value: "nobody", label: t("nobody") },
    ...people.map((one) => ({ value: one.id, label: one.name })),
  ];
  const severities = ["low", "normal", "high"].map((value) => ({ value, label: t(`severities.${value}`) }));
  return (
    <>
      <Select label={t("owner")} data={owners} value={wish.owner} allowDeselect={false} onChange={(owner) => change({ owner: owner ?? "fewest" })} />
      <NumberInput label={t("rule.hours")} min={0.1} max={8760} step={1} value={wish.hours} onChange={(hours) => change({ hours: Number(hours) || 24 })} />
      <SegmentedControl aria-label={t("severity")} data={severities} value={wish.severity} onChange={(next) => change({ severity: next as RuleWish["severity"] })} />
      <Textarea label={t("rule.remedy")} description={t("rule.remedyHint")} maxLength={1000} autosize minRows={2} value={wish.remedy} onChange={(event) => change({ remedy: event.currentTarget.value })} />
    </>
  );
}

function ReferFields({ wish, change }: FieldsProps) {
  const { t } = useTranslation("cases");
  return (
    <Textarea label={t("rule.invitation")} description={t("rule.invitationHint")} required maxLength={5000} autosize minRows={3} value={wish.invitation} onChange={(event) => change({ invitation: event.currentTarget.value })} />
  );
}
