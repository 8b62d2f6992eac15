import { Alert, Anchor, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { busyTask, type Publication, type Version } from "@/pages/versions/shapes";
import { TaskLine } from "@/pages/versions/TaskLine";
import { useWatch } from "@/pages/versions/useWatch";
import { Loading } from "@/shared/Loading";
import { Stat } from "@/shared/Stat";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

/** What customers are answered from now, and what is being trained. */
export function InForce() {
  const { t } = useTranslation("versions");
  const { rows, isPending } = usePages<Version>("/bot-versions");
  const { rows: history } = usePages<Publication>("/bot-publications", { limit: 1 });
  const busy = rows.filter((row) => busyTask(row));
  const failed = rows[0]?.state === "failed" ? rows[0] : undefined;
  useWatch(busy.length > 0);
  if (isPending) return <Loading lines={3} />;
  const known = rows.find((row) => row.is_in_force);
  return (
    <Stack gap="md">
      {history[0] ? <Since publication={history[0]} /> : rows.length > 0 && <Text c="dimmed">{t("inForce.nothing")}</Text>}
      {known && <Weakened version={known} />}
      {known && <Figures version={known} />}
      {busy.map((row) => (
        <Surface key={row.number} title={t("version", { n: row.number })}>
          <Stack gap="sm">{row.tasks.map((task) => <TaskLine key={task.kind} task={task} />)}</Stack>
        </Surface>
      ))}
      {failed && <Stack gap="sm">{failed.tasks.map((task) => <TaskLine key={task.kind} task={task} />)}</Stack>}
    </Stack>
  );
}

function Since({ publication }: { publication: Publication }) {
  const { t } = useTranslation("versions");
  return (
    <Group gap={6}>
      <Anchor component={Link} to={`/versions/${publication.number}`} fw={600} c="var(--fl-accent-text)">
        {t("version", { n: publication.number })}
      </Anchor>
      <Text size="sm" c="dimmed">
        {t(publication.is_return ? "inForce.returned" : "inForce.published", { name: publication.by })}
      </Text>
      <Text size="sm" c="dimmed" component="span">
        <TimeAgo at={publication.at} />
      </Text>
    </Group>
  );
}

export function Weakened({ version }: { version: Version }) {
  const { t } = useTranslation("versions");
  if (!version.weakened && version.missing_encoders.length === 0) return null;
  return (
    <Alert color="orange" variant="light" icon={<TriangleAlert size={18} aria-hidden />} title={t("weakened.title")}>
      {version.missing_encoders.length > 0
        ? t("weakened.missing", { names: version.missing_encoders.join(", ") })
        : t("weakened.trained")}
    </Alert>
  );
}

function Figures({ version: { figures, suite } }: { version: Version }) {
  const { t } = useTranslation("versions");
  const { number, percent } = useFormats();
  const shown = (share: { value: number } | null | undefined) => (share ? percent(share.value) : t("figure.none"));
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="md">
      <Stat label={t("figure.articles")} value={number(figures?.articles ?? 0)} hint={t("figure.phrasings", { n: number(figures?.phrasings ?? 0) })} />
      <Stat label={t("figure.precision")} value={shown(suite?.precision)} hint={t("figure.precisionHint")} />
      <Stat label={t("figure.answered")} value={shown(suite?.answered)} hint={t("figure.answeredHint")} />
      <Stat label={t("figure.oos_recall")} value={shown(suite?.oos_recall)} hint={t("figure.oosHint")} />
    </SimpleGrid>
  );
}
