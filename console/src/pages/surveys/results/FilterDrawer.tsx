// Everything a filter can ask, in one column: it fits a phone, and every change shows at once.
import { Button, Drawer, Group, MultiSelect, Select, Stack, Switch, TagsInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import type { Fields } from "@/pages/audiences/shapes";
import { AnswerRule } from "@/pages/surveys/results/AnswerRule";
import { type AnswerState, STATES, withTrait } from "@/pages/surveys/results/filter";
import { useAudiences, useLanguageName } from "@/pages/surveys/results/rules";
import type { AnswerFilter } from "@/pages/surveys/results/shapes";
import type { Survey } from "@/pages/surveys/shapes";

interface FilterDrawerProps {
  survey: Survey;
  filter: AnswerFilter;
  onChange: (filter: AnswerFilter) => void;
  onClose: () => void;
}

const CHANNELS = ["link", "qr", "email", "webchat", "widget"];

export function FilterDrawer({ survey, filter, onChange, onClose }: FilterDrawerProps) {
  const { t } = useTranslation("surveys");
  const audiences = useAudiences();
  const languageName = useLanguageName();
  const set = (part: AnswerFilter) => onChange({ ...filter, ...part });
  const versions = Array.from({ length: survey.version }, (_, place) => String(place + 1));
  const states = STATES.map((value) => ({ value, label: t(`answered.${value}`) }));
  const channels = [...new Set([...CHANNELS, ...(filter.channels ?? [])])].map((value) => ({ value, label: t(`channel.${value}`, { defaultValue: value }) }));
  return (
    <Drawer opened onClose={onClose} position="right" size="md" title={t("filter.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Stack gap="md">
        <MultiSelect label={t("column.state")} description={t("filter.stateHint")} data={states} value={filter.states ?? []} onChange={(next) => set({ states: next as AnswerState[] })} />
        <Group grow>
          <TextInput type="date" label={t("filter.since")} value={filter.since ?? ""} onChange={(event) => set({ since: event.currentTarget.value })} />
          <TextInput type="date" label={t("filter.until")} value={filter.until ?? ""} onChange={(event) => set({ until: event.currentTarget.value })} />
        </Group>
        <MultiSelect label={t("asked.channel")} data={channels} value={filter.channels ?? []} onChange={(next) => set({ channels: next })} />
        <MultiSelect label={t("filter.language")} data={survey.form.languages.map((value) => ({ value, label: languageName(value) }))} value={filter.languages ?? []} onChange={(next) => set({ languages: next })} />
        {versions.length > 1 && <MultiSelect label={t("filter.versions")} data={versions} value={(filter.versions ?? []).map(String)} onChange={(next) => set({ versions: next.map(Number) })} />}
        {audiences.length > 0 && (
          <Select
            searchable
            clearable
            clearButtonProps={{ "aria-label": t("filter.remove", { rule: t("reach.audience") }) }}
            label={t("reach.audience")}
            data={audiences.map((one) => ({ value: one.id, label: one.name || one.id }))}
            value={filter.segment ?? null}
            onChange={(segment) => set({ segment })}
          />
        )}
        <TraitRule filter={filter} onChange={onChange} />
        <AnswerRule survey={survey} filter={filter} onChange={onChange} />
        <Switch label={t("filter.weighted")} checked={filter.is_weighted ?? true} onChange={(event) => set({ is_weighted: event.currentTarget.checked })} />
        <Switch label={t("filter.flagged")} checked={filter.with_flagged ?? true} onChange={(event) => set({ with_flagged: event.currentTarget.checked })} />
        <Switch label={t("filter.simulated")} checked={filter.is_simulated ?? false} onChange={(event) => set({ is_simulated: event.currentTarget.checked })} />
      </Stack>
    </Drawer>
  );
}

interface RuleProps {
  filter: AnswerFilter;
  onChange: (filter: AnswerFilter) => void;
}

/** What the profile says of the customer. */
function TraitRule({ filter, onChange }: RuleProps) {
  const { t } = useTranslation("surveys");
  const may = useRights();
  const { data } = useAnswer<Fields>(may("audiences.read") ? "/audience-fields" : null);
  const [name, setName] = useState<string | null>(null);
  const [values, setValues] = useState<string[]>([]);
  const traits = data?.traits ?? [];
  if (traits.length === 0) return null;
  const add = () => {
    if (name && values.length > 0) onChange(withTrait(filter, { name, values }));
    setName(null);
    setValues([]);
  };
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {t("filter.trait")}
      </Text>
      <Select searchable aria-label={t("filter.trait")} placeholder={t("filter.choose")} data={traits.map((one) => one.name)} value={name} onChange={setName} />
      {name && (
        <>
          <TagsInput aria-label={t("filter.values", { name })} placeholder={t("filter.valuesHint")} data={[...new Set((traits.find((one) => one.name === name)?.examples ?? []).map(String))]} value={values} onChange={setValues} />
          <Button variant="default" size="xs" w="fit-content" disabled={values.length === 0} onClick={add}>
            {t("filter.add")}
          </Button>
        </>
      )}
    </Stack>
  );
}
