import { ActionIcon, Autocomplete, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { slotsOf } from "@/pages/flows/graph";
import { CHECKS } from "@/pages/flows/kinds";
import type { BranchStep, Check, FlowCase, FlowTest } from "@/pages/flows/shapes";
import { WayField } from "@/pages/flows/WayFields";

const FRESH: FlowTest = { name: "", check: "is", value: "" };

export function BranchForm({ step }: { step: BranchStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  const setCases = (cases: FlowCase[], field = "") => setStep({ ...step, cases }, field);
  const setCase = (index: number, part: Partial<FlowCase>, field = "") =>
    setCases(
      step.cases.map((one, at) => (at === index ? { ...one, ...part } : one)),
      field,
    );
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("branch.hint")}
      </Text>
      {step.cases.map((one, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- cases have no other name
        <Stack key={index} gap={8} className={classes.box}>
          <Group justify="space-between">
            <Text size="sm" fw={600}>
              {t("way.case", { n: index + 1 })}
            </Text>
            <ActionIcon variant="subtle" color="gray" aria-label={t("branch.removeCase", { n: index + 1 })} onClick={() => setCases(step.cases.filter((_, at) => at !== index))}>
              <X size={15} aria-hidden />
            </ActionIcon>
          </Group>
          <Tests tests={one.when} onChange={(when, field) => setCase(index, { when }, `${index}:${field}`)} />
          <WayField label={t("way.then")} from={step} to={one.next} onChange={(next) => setCase(index, { next })} />
        </Stack>
      ))}
      <Button variant="light" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => setCases([...step.cases, { when: [FRESH], next: null }])}>
        {t("branch.addCase")}
      </Button>
    </Stack>
  );
}

function Tests({ tests, onChange }: { tests: FlowTest[]; onChange: (tests: FlowTest[], field: string) => void }) {
  const { t } = useTranslation("flows");
  const { draft } = useEditing();
  const set = (index: number, part: Partial<FlowTest>, field: string) =>
    onChange(
      tests.map((one, at) => (at === index ? { ...one, ...part } : one)),
      `${field}${index}`,
    );
  return (
    <>
      {tests.map((test, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- tests have no other name
        <Stack key={index} gap={6}>
          <Autocomplete
            aria-label={t("branch.name")}
            placeholder={t("branch.name")}
            data={[...slotsOf(draft.graph), "customer.vip", "customer.city"]}
            value={test.name}
            maxLength={100}
            onChange={(name) => set(index, { name }, "name")}
          />
          <Group gap={6} wrap="nowrap">
            <Select
              aria-label={t("branch.check")}
              allowDeselect={false}
              data={CHECKS.map((value) => ({ value, label: t(`check.${value}`) }))}
              value={test.check}
              onChange={(check) => set(index, { check: check as Check }, "check")}
            />
            {test.check !== "exists" && test.check !== "missing" && (
              <TextInput
                aria-label={t("branch.value")}
                placeholder={t("branch.value")}
                value={test.value === null ? "" : String(test.value)}
                maxLength={200}
                onChange={(event) => set(index, { value: event.currentTarget.value }, "value")}
              />
            )}
          </Group>
        </Stack>
      ))}
      <Button variant="subtle" size="compact-xs" onClick={() => onChange([...tests, FRESH], "")}>
        {t("branch.addTest")}
      </Button>
    </>
  );
}
