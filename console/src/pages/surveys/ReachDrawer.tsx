import { Alert, Button, Drawer, Group, NumberInput, Select, Slider, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed, useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useRights } from "@/app/session";
import { GoalFields, PlanFields } from "@/pages/surveys/ReachPlan";
import { ReachTexts } from "@/pages/surveys/ReachTexts";
import { withPart } from "@/pages/surveys/reach";
import type { Reach, ReachView } from "@/pages/surveys/shapes";

/** The kinds that send a message of their own. */
const WRITTEN = new Set(["email", "after_conversation", "journey", "resurvey"]);

interface ReachDrawerProps {
  survey: string;
  row: ReachView | null;
  first: Reach;
  onClose: () => void;
}

export function ReachDrawer({ survey, row, first, onClose }: ReachDrawerProps) {
  const { t } = useTranslation("surveys");
  const [reach, setReach] = useState(first);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      if (row) await put(`/surveys/${survey}/reaches/${row.id}`, { revision: row.revision, reach, is_on: row.is_on });
      else await post(`/surveys/${survey}/reaches`, { reach, is_on: false });
      await changed(`/surveys/${survey}/reaches`);
      onClose();
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <Drawer opened onClose={onClose} position="right" size="md" title={t(`reach.kind.${reach.kind}`)} closeButtonProps={{ "aria-label": t("common:close") }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {problem && (
            <Alert color="red" variant="light" role="alert">
              {problem}
            </Alert>
          )}
          <Text size="sm" c="dimmed">
            {t(`reach.about.${reach.kind}`)}
          </Text>
          <TextInput data-autofocus label={t("column.name")} maxLength={200} value={reach.name} onChange={(event) => setReach({ ...reach, name: event.currentTarget.value })} />
          {reach.kind === "email" && <EmailFields reach={reach} onChange={setReach} />}
          {reach.kind === "widget" && <WidgetFields reach={reach} onChange={setReach} />}
          <RepeatFields reach={reach} onChange={setReach} />
          <Share label={t("reach.holdOut")} description={t("reach.holdOutHint")} most={0.5} value={reach.hold_out} onChange={(hold_out) => setReach({ ...reach, hold_out })} />
          {(reach.hold_out ?? 0) > 0 && <GoalFields reach={reach} onChange={setReach} />}
          {WRITTEN.has(reach.kind) && <ReachTexts reach={reach} onChange={setReach} />}
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
  reach: Reach;
  onChange: (reach: Reach) => void;
}

function EmailFields({ reach, onChange }: FieldsProps) {
  const { t } = useTranslation("surveys");
  const may = useRights();
  const { data } = useAnswer<Page<{ id: string; name: string }>>(may("audiences.read") ? "/audiences" : null, { limit: 200 });
  return (
    <>
      <Select
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("reach.noAudience") }}
        label={t("reach.audience")}
        description={t("reach.audienceHint")}
        placeholder={t("reach.noAudience")}
        data={(data?.items ?? []).map((one) => ({ value: one.id, label: one.name || one.id }))}
        value={reach.audience ?? null}
        onChange={(audience) => onChange({ ...reach, audience })}
      />
      <EventField reach={reach} onChange={onChange} />
      <NumberInput label={t("reach.delay")} min={0} max={720} value={(reach.trigger?.delay_minutes ?? 0) / 60} onChange={(hours) => onChange(withPart(reach, "trigger", { delay_minutes: Math.round(Number(hours) * 60) }))} />
      <PlanFields reach={reach} onChange={onChange} />
    </>
  );
}

function EventField({ reach, onChange }: FieldsProps) {
  const { t } = useTranslation("surveys");
  return <TextInput label={t("reach.event")} description={t("reach.eventHint")} maxLength={200} value={reach.trigger?.event ?? ""} onChange={(event) => onChange(withPart(reach, "trigger", { event: event.currentTarget.value }))} />;
}

function WidgetFields({ reach, onChange }: FieldsProps) {
  const { t } = useTranslation("surveys");
  const layouts = ["popover", "modal", "bar", "inline"].map((value) => ({ value, label: t(`reach.layout.${value}`) }));
  return (
    <>
      <TextInput label={t("reach.page")} description={t("reach.pageHint")} placeholder="/thanks" maxLength={200} value={reach.trigger?.page ?? ""} onChange={(event) => onChange(withPart(reach, "trigger", { page: event.currentTarget.value }))} />
      <EventField reach={reach} onChange={onChange} />
      <NumberInput label={t("reach.seconds")} min={0} max={3600} value={reach.trigger?.seconds ?? 0} onChange={(next) => onChange(withPart(reach, "trigger", { seconds: Number(next) }))} />
      <Share label={t("reach.share")} most={1} value={reach.trigger?.share ?? 1} onChange={(share) => onChange(withPart(reach, "trigger", { share }))} />
      <Select label={t("reach.layoutOf")} data={layouts} allowDeselect={false} value={reach.layout} onChange={(next) => onChange({ ...reach, layout: (next ?? "popover") as Reach["layout"] })} />
    </>
  );
}

function RepeatFields({ reach, onChange }: FieldsProps) {
  const { t } = useTranslation("surveys");
  const kind = reach.repeat?.kind ?? "once";
  const kinds = ["once", "until_answered", "every"].map((value) => ({ value, label: t(`repeat.${value}`) }));
  return (
    <Group grow align="flex-end">
      <Select label={t("repeat.title")} data={kind === "times" ? [...kinds, { value: "times", label: t("repeat.times") }] : kinds} allowDeselect={false} value={kind} onChange={(next) => onChange(withPart(reach, "repeat", { kind: (next ?? "once") as "once" }))} />
      {kind !== "once" && <NumberInput label={t("repeat.days")} min={1} max={3650} value={reach.repeat?.days ?? 30} onChange={(next) => onChange(withPart(reach, "repeat", { days: Number(next) || 30 }))} />}
    </Group>
  );
}

interface ShareProps {
  label: string;
  description?: string;
  most: number;
  value: number;
  onChange: (value: number) => void;
}

function Share({ label, description, most, value, onChange }: ShareProps) {
  return (
    <Stack gap={4} pb={4}>
      <Text size="sm" fw={600}>
        {label} · {Math.round(value * 100)} %
      </Text>
      {description && (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
      <Slider thumbLabel={label} label={null} min={0} max={most} step={0.05} value={value} onChange={(next) => onChange(Number(next.toFixed(2)))} />
    </Stack>
  );
}
