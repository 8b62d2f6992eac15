// The same question at several times: each wave with its interval, each change with what chance would do.
import { ActionIcon, Button, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQuery, keepPreviousData } from "@tanstack/react-query";
import { CalendarRange, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { useAnswer } from "@/api/queries";
import { bodyOf } from "@/pages/surveys/results/filter";
import { useLooking } from "@/pages/surveys/results/looking";
import { useFilter } from "@/pages/surveys/results/useFilter";
import classes from "@/pages/surveys/results/Results.module.css";
import type { SurveyRow } from "@/pages/surveys/shapes";
import { dayOf, spans, wavesOf } from "@/pages/surveys/waves/days";
import type { Waves, WaveWish } from "@/pages/surveys/waves/shapes";
import { WaveCard } from "@/pages/surveys/waves/WaveCard";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const MOST = 12;

export function WavesView() {
  const { t } = useTranslation("surveys");
  const { survey, filter, pulse } = useLooking();
  const { search, setSearch } = useFilter(survey.id);
  const waves = wavesOf(search["waves"]);
  const isPanel = search["panel"] === true;
  const whole = waves.filter((one) => one.since && one.until && one.since <= one.until);
  const { since: _, until: __, ...others } = filter;
  const body = { filter: bodyOf(others), question: null, waves: whole.map((one) => ({ name: one.name, survey: one.survey ?? null, ...bodyOf({ since: one.since, until: one.until }) })), is_panel: isPanel };
  const path = `/surveys/${survey.id}/waves`;
  const { data, error, refetch } = useQuery({
    queryKey: [path, body, pulse],
    queryFn: ({ signal }) => post<Waves>(path, body, undefined, signal),
    enabled: whole.length > 1,
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="lg">
      <Surface title={t("waves.title")}>
        <WaveRows survey={survey.id} waves={waves} onChange={(next) => setSearch({ waves: next.length > 0 ? next : undefined })} />
        <Switch mt="md" label={t("waves.panel")} description={t("waves.panelHint")} checked={isPanel} onChange={(event) => setSearch({ panel: event.currentTarget.checked || undefined })} />
      </Surface>
      {whole.length < 2 && (
        <Surface>
          <EmptyState icon={CalendarRange} title={t("waves.begin")} text={t("waves.beginText")} />
        </Surface>
      )}
      {whole.length > 1 && error && !data && <ErrorState error={error} onAgain={() => void refetch()} />}
      {whole.length > 1 && !data && !error && <Loading lines={8} />}
      {whole.length > 1 && data?.questions.length === 0 && <Text c="dimmed">{t("waves.noScore")}</Text>}
      {whole.length > 1 && data?.questions.map((one) => <WaveCard key={one.question} result={one} isPanel={isPanel} />)}
    </Stack>
  );
}

interface WaveRowsProps {
  survey: string;
  waves: WaveWish[];
  onChange: (waves: WaveWish[]) => void;
}

function WaveRows({ survey, waves, onChange }: WaveRowsProps) {
  const { t, i18n } = useTranslation("surveys");
  const { data } = useAnswer<{ items: SurveyRow[] }>("/surveys", { limit: 200 });
  const others = (data?.items ?? []).filter((one) => one.id !== survey && one.version > 0).map((one) => ({ value: one.id, label: one.name }));
  const set = (place: number, part: Partial<WaveWish>) => onChange(waves.map((one, at) => (at === place ? { ...one, ...part } : one)));
  const nameOf = (unit: "month" | "week") => (from: Date) =>
    unit === "month" ? new Intl.DateTimeFormat(i18n.language, { year: "numeric", month: "short" }).format(from) : t("waves.weekOf", { day: new Intl.DateTimeFormat(i18n.language, { month: "short", day: "numeric" }).format(from) });
  const fill = (unit: "month" | "week", count: number) => onChange(spans(unit, count, new Date(), nameOf(unit)));
  const add = () => onChange([...waves, { name: t("waves.wave", { n: waves.length + 1 }), since: "", until: dayOf(new Date()) }]);
  return (
    <Stack gap="xs">
      {waves.map((one, place) => (
        <div key={place} className={classes.wave} data-of={others.length > 0 || undefined}>
          <TextInput aria-label={t("waves.name", { n: place + 1 })} maxLength={60} value={one.name} onChange={(event) => set(place, { name: event.currentTarget.value })} />
          {others.length > 0 && (
            <Select
              aria-label={t("waves.of", { n: place + 1 })}
              searchable
              allowDeselect={false}
              data={[{ value: survey, label: t("waves.this") }, ...others]}
              value={one.survey ?? survey}
              onChange={(of) => set(place, { survey: of && of !== survey ? of : undefined })}
            />
          )}
          <TextInput type="date" aria-label={t("waves.since", { n: place + 1 })} value={one.since} onChange={(event) => set(place, { since: event.currentTarget.value })} />
          <TextInput type="date" aria-label={t("waves.until", { n: place + 1 })} value={one.until} onChange={(event) => set(place, { until: event.currentTarget.value })} />
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("waves.remove", { n: place + 1 })} onClick={() => onChange(waves.filter((_, at) => at !== place))}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Group gap="xs">
        <Button size="xs" variant="default" leftSection={<Plus size={14} aria-hidden />} disabled={waves.length >= MOST} onClick={add}>
          {t("waves.add")}
        </Button>
        <Button size="xs" variant="subtle" onClick={() => fill("month", 3)}>
          {t("waves.months")}
        </Button>
        <Button size="xs" variant="subtle" onClick={() => fill("week", 4)}>
          {t("waves.weeks")}
        </Button>
      </Group>
    </Stack>
  );
}
