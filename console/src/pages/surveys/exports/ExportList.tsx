import { Anchor, Badge, Button, Group, Progress, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, FileDown } from "lucide-react";
import { useTranslation } from "react-i18next";

import { address, get, post, remove } from "@/api/client";
import { changed } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import type { SurveyExport } from "@/pages/surveys/exports/shapes";
import { useLooking } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/Surveys.module.css";
import { sayFailed } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const BUSY_MS = 1500;
const isBusy = (one: SurveyExport) => one.state === "due" || one.state === "running";

export function ExportList() {
  const { t } = useTranslation("surveys");
  const { survey } = useLooking();
  const path = `/surveys/${survey.id}/exports`;
  const pages = useInfiniteQuery({
    queryKey: [path, {}, "pages"],
    queryFn: ({ pageParam, signal }) => get<Page<SurveyExport>>(path, { after: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    // Only while something is being made is there news.
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isBusy)) ? BUSY_MS : false),
  });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Surface title={t("exports.made")}>
      {pages.error && <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />}
      {pages.isPending && <Loading lines={4} />}
      {pages.data && rows.length === 0 && <EmptyState icon={FileDown} title={t("exports.none")} text={t("exports.noneText")} />}
      {rows.map((row) => (
        <Line key={row.id} row={row} path={path} />
      ))}
      {pages.hasNextPage && (
        <Button variant="default" mt="sm" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:table.more")}
        </Button>
      )}
    </Surface>
  );
}

const COLORS = { due: "gray", running: "blue", done: "teal", failed: "red", cancelled: "dark" } as const;

function Line({ row, path }: { row: SurveyExport; path: string }) {
  const { t } = useTranslation("surveys");
  const { number, percent, day } = useFormats();
  const act = (doing: Promise<unknown>) => void doing.then(() => changed(path), sayFailed);
  const name = t(`exports.formats.${row.format}`);
  const size = row.bytes === 0 ? "" : row.bytes < 1e6 ? t("exports.kilobytes", { n: number(Math.ceil(row.bytes / 1000)) }) : t("exports.megabytes", { n: number(Math.round(row.bytes / 1e5) / 10) });
  return (
    <div className={classes.entry}>
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Group gap={8}>
            <Text size="sm" fw={600}>
              {name}
            </Text>
            <Badge color={COLORS[row.state]}>{t(`exports.state.${row.state}`)}</Badge>
          </Group>
          <Text size="xs" c="dimmed" component="div">
            <TimeAgo at={row.created_at} /> · {row.created_by_name || t("conflict.somebody")}
            {row.state === "done" && ` · ${t("exports.rows", { count: row.rows, n: number(row.rows) })}`}
            {size && ` · ${size}`}
            {row.state === "done" && ` · ${t("exports.until", { day: day(row.expires_at) })}`}
          </Text>
          {row.notes.slice(0, 5).map((note) => (
            <Text key={`${note.kind}${note.column}`} size="xs" c="dimmed">
              {t(`exports.note.${note.kind}`, { column: note.column, n: number(note.count), to: note.to })}
            </Text>
          ))}
          {row.problem && (
            <Text size="xs" c="var(--mantine-color-red-light-color)">
              {row.problem}
            </Text>
          )}
        </div>
        <Group gap={6}>
          {row.state === "done" && (
            <Button component="a" size="xs" variant="default" href={address(`/exports/${row.id}/file`)} download leftSection={<Download size={14} aria-hidden />} aria-label={t("exports.take", { name })}>
              {t("exports.download")}
            </Button>
          )}
          {isBusy(row) ? (
            <Button size="xs" variant="default" onClick={() => act(post(`/exports/${row.id}/cancellation`))}>
              {t("exports.cancel")}
            </Button>
          ) : (
            <Anchor component="button" type="button" size="sm" py={4} c="var(--fl-accent-text)" onClick={() => act(remove(`/exports/${row.id}`))}>
              {t("exports.remove")}
            </Anchor>
          )}
        </Group>
      </Group>
      {isBusy(row) && <Progress value={row.progress * 100} animated mt={6} aria-label={t("exports.progress", { name, share: percent(row.progress) })} />}
    </div>
  );
}
