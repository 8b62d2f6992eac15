import { Checkbox, Group, NumberInput, SegmentedControl, Select, Slider, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { names, useFields } from "@/pages/audiences/fields";
import { useAudiences, useEditing } from "@/pages/journeys/editing";
import type { Entry, Graph } from "@/pages/journeys/shapes";

export function SettingsForm() {
  return (
    <Stack gap="lg">
      <EntryFields />
      <GoalFields />
      <HoldoutField />
      <QuietFields />
    </Stack>
  );
}

function useSettings() {
  const { draft } = useEditing();
  const { graph, change } = draft;
  const set = (part: Partial<Graph>, topic = "") => change({ ...graph, ...part }, topic);
  const setEntry = (part: Partial<Entry>) => set({ entry: { ...graph.entry, ...part } });
  return { graph, set, setEntry };
}

function EventSelect({ label, value, onChange }: { label: string; value: string; onChange: (event: string) => void }) {
  const { events } = useFields();
  return (
    <Select searchable label={label} data={names(events, value)} value={value || null} onChange={(next) => onChange(next ?? "")} />
  );
}

function EntryFields() {
  const { t } = useTranslation("journeys");
  const { graph, set, setEntry } = useSettings();
  const { entry, exit } = graph;
  const kinds = [{ value: "audience", label: t("settings.byAudience") }, { value: "event", label: t("settings.byEvent") }];
  const again = (["once", "every", "cooldown"] as const).map((value) => ({ value, label: t(`settings.${value}`) }));
  const setKind = (kind: Entry["kind"]) =>
    set({ entry: { ...entry, kind }, exit: { audience_left: kind === "audience" && exit.audience_left } });
  return (
    <Stack gap="sm">
      <Text size="sm" fw={550}>
        {t("settings.entryKind")}
      </Text>
      <SegmentedControl fullWidth aria-label={t("settings.entryKind")} data={kinds} value={entry.kind} onChange={(kind) => setKind(kind as Entry["kind"])} />
      {entry.kind === "audience" ? (
        <AudienceSelect />
      ) : (
        <EventSelect label={t("settings.event")} value={entry.event ?? ""} onChange={(event) => setEntry({ event: event || null })} />
      )}
      <Select
        label={t("settings.again")}
        data={again}
        allowDeselect={false}
        value={entry.again}
        onChange={(next) => setEntry({ again: next as Entry["again"] })}
      />
      {entry.again === "cooldown" && (
        <NumberInput
          hideControls
          label={t("settings.cooldownDays")}
          min={1}
          value={entry.cooldown_days}
          onChange={(next) => setEntry({ cooldown_days: Number(next) })}
        />
      )}
    </Stack>
  );
}

function AudienceSelect() {
  const { t } = useTranslation("journeys");
  const { graph, set, setEntry } = useSettings();
  const audiences = useAudiences();
  const { entry, exit } = graph;
  return (
    <>
      <Select
        searchable
        label={t("settings.audience")}
        data={audiences.map(({ id, name }) => ({ value: id, label: name }))}
        value={entry.audience}
        onChange={(audience) => setEntry({ audience })}
      />
      <Checkbox
        label={t("settings.include")}
        checked={entry.include_members}
        onChange={(event) => setEntry({ include_members: event.currentTarget.checked })}
      />
      <Checkbox
        label={t("settings.exit")}
        checked={exit.audience_left}
        onChange={(event) => set({ exit: { audience_left: event.currentTarget.checked } })}
      />
    </>
  );
}

function GoalFields() {
  const { t } = useTranslation("journeys");
  const { graph, set } = useSettings();
  const { goal } = graph;
  return (
    <Stack gap="sm">
      <Switch
        label={t("settings.goal")}
        checked={goal !== null}
        onChange={(event) => set({ goal: event.currentTarget.checked ? { event: "Order Completed", within_days: 14 } : null })}
      />
      {goal && (
        <>
          <EventSelect label={t("settings.goalEvent")} value={goal.event} onChange={(event) => set({ goal: { ...goal, event } })} />
          <NumberInput
          hideControls
            label={t("settings.goalDays")}
            min={1}
            max={365}
            value={goal.within_days}
            onChange={(days) => set({ goal: { ...goal, within_days: Number(days) } }, "goal")}
          />
        </>
      )}
    </Stack>
  );
}

function HoldoutField() {
  const { t } = useTranslation("journeys");
  const { graph, set } = useSettings();
  return (
    <div>
      <Group justify="space-between">
        <Text size="sm" fw={550}>
          {t("settings.holdout")}
        </Text>
        <Text size="sm" className="fl-number">
          {graph.holdout_percent}%
        </Text>
      </Group>
      <Slider
        mt={6}
        min={0}
        max={50}
        label={null}
        thumbLabel={t("settings.holdout")}
        value={Math.min(50, graph.holdout_percent)}
        onChange={(percent) => set({ holdout_percent: percent }, "holdout")}
      />
      <Text size="xs" c="dimmed" mt={6}>
        {t("settings.holdoutText")}
      </Text>
    </div>
  );
}

function QuietFields() {
  const { t } = useTranslation("journeys");
  const { graph, set } = useSettings();
  const { quiet } = graph;
  return (
    <Stack gap="sm">
      <Switch
        label={t("settings.quiet")}
        description={t("settings.quietText")}
        checked={quiet !== null}
        onChange={(event) => set({ quiet: event.currentTarget.checked ? { from: "21:00", to: "09:00" } : null })}
      />
      {quiet && (
        <Group grow>
          {(["from", "to"] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              label={t(end === "from" ? "settings.quietFrom" : "settings.quietTo")}
              value={quiet[end]}
              onChange={(event) => set({ quiet: { ...quiet, [end]: event.currentTarget.value } }, `quiet:${end}`)}
            />
          ))}
        </Group>
      )}
    </Stack>
  );
}
