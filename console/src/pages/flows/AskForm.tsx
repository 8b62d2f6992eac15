import { NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import { RANGED, SLOT_KINDS } from "@/pages/flows/kinds";
import { OptionRows } from "@/pages/flows/OptionRows";
import type { AskStep, SlotKind } from "@/pages/flows/shapes";
import { WayField } from "@/pages/flows/WayFields";
import { WordsField } from "@/pages/flows/WordsField";

export function AskForm({ step }: { step: AskStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  const set = (part: Partial<AskStep>, field: string) => setStep({ ...step, ...part }, field);
  return (
    <Stack gap="md">
      <WordsField long label={t("field.text")} description={t("ask.textHint")} words={step.text} onChange={(text) => set({ text }, "text")} />
      <Select
        label={t("ask.kind")}
        allowDeselect={false}
        data={SLOT_KINDS.map((value) => ({ value, label: t(`slotKind.${value}`) }))}
        value={step.slot_kind}
        onChange={(kind) => set({ slot_kind: kind as SlotKind, minimum: null, maximum: null }, "")}
      />
      {step.slot_kind === "choice" && <OptionRows step={step} />}
      <TextInput
        label={t("field.slot")}
        description={t("ask.slotHint")}
        value={step.slot}
        maxLength={60}
        onChange={(event) => set({ slot: event.currentTarget.value.replaceAll(/\W/g, "_") }, "slot")}
      />
      <Limits step={step} />
      <WordsField label={t("field.label")} description={t("ask.labelHint")} words={step.label} onChange={(label) => set({ label }, "label")} />
      <WordsField long label={t("field.retry_text")} words={step.retry_text} onChange={(retry_text) => set({ retry_text }, "retry")} />
      <TextInput
        label={t("ask.fromTrait")}
        description={t("ask.fromTraitHint")}
        value={step.from_trait}
        maxLength={100}
        onChange={(event) => set({ from_trait: event.currentTarget.value.trim() }, "trait")}
      />
      {step.from_trait && (
        <Switch label={t("ask.confirm")} checked={step.confirm} onChange={(event) => set({ confirm: event.currentTarget.checked }, "")} />
      )}
      <Switch label={t("ask.required")} checked={step.required} onChange={(event) => set({ required: event.currentTarget.checked }, "")} />
      <NumberInput label={t("field.tries")} min={1} max={10} value={step.tries} onChange={(tries) => set({ tries: Number(tries) || 1 }, "tries")} />
      {!step.failed && <WayField label={t("ask.failed")} from={step} to={null} stops={t("way.person")} onChange={(failed) => set({ failed }, "")} />}
    </Stack>
  );
}

function Limits({ step }: { step: AskStep }) {
  const { t } = useTranslation("flows");
  const { setStep } = useEditing();
  const set = (part: Partial<AskStep>, field: string) => setStep({ ...step, ...part }, field);
  const has = step.slot_kind === "text" || step.slot_kind === "order";
  const isDay = step.slot_kind === "date" || step.slot_kind === "datetime";
  const hint = isDay ? t("ask.dayHint") : step.slot_kind === "text" ? t("ask.lengthHint") : undefined;
  return (
    <>
      {RANGED.includes(step.slot_kind) && (
        <>
          <TextInput
            label={t("field.minimum")}
            description={hint}
            value={step.minimum === null ? "" : String(step.minimum)}
            maxLength={30}
            onChange={(event) => set({ minimum: event.currentTarget.value || null }, "minimum")}
          />
          <TextInput
            label={t("field.maximum")}
            value={step.maximum === null ? "" : String(step.maximum)}
            maxLength={30}
            onChange={(event) => set({ maximum: event.currentTarget.value || null }, "maximum")}
          />
        </>
      )}
      {has && (
        <TextInput
          label={t("field.pattern")}
          description={t("ask.patternHint")}
          value={step.pattern}
          maxLength={200}
          onChange={(event) => set({ pattern: event.currentTarget.value }, "pattern")}
        />
      )}
    </>
  );
}
