// The columns of the list; those who may publish get a box per row for approving many at once.
import { Badge, Checkbox, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { type ArticleRow, LANGUAGES } from "@/pages/knowledge/shapes";
import { StateBadge } from "@/pages/knowledge/StateBadge";
import type { Column } from "@/shared/DataTable";
import { TimeAgo } from "@/shared/TimeAgo";

interface Picking {
  rows: ArticleRow[];
  picked: ReadonlyMap<string, ArticleRow>;
  setPicked: (picked: ReadonlyMap<string, ArticleRow>) => void;
}

/** Only a draft without problems can be approved. */
export function canApprove(row: ArticleRow): boolean {
  return (row.state === "draft" || row.state === "changed") && row.problems === 0;
}

export function useColumns(picking: Picking | null): Column<ArticleRow>[] {
  const { t } = useTranslation("knowledge");
  return [
    ...(picking ? [{ key: "pick", title: "", cell: (row: ArticleRow) => <Pick row={row} {...picking} /> }] : []),
    { key: "title", title: t("column.title"), cell: (row) => <Name row={row} /> },
    { key: "state", title: t("column.state"), cell: (row) => <State row={row} /> },
    { key: "phrasings", title: t("column.phrasings"), wide: true, cell: (row) => <Counts row={row} /> },
    { key: "languages", title: t("column.answers"), wide: true, cell: (row) => <Answers row={row} /> },
    { key: "changed", title: t("column.changed"), align: "right", wide: true, cell: (row) => <Changed row={row} /> },
  ];
}

function Pick({ row, picked, setPicked }: { row: ArticleRow } & Picking) {
  const { t } = useTranslation("knowledge");
  if (!canApprove(row)) return null;
  const turn = (isOn: boolean) => {
    const next = new Map(picked);
    if (isOn) next.set(row.id, row);
    else next.delete(row.id);
    setPicked(next);
  };
  return (
    <Checkbox
      aria-label={t("pick", { title: row.title })}
      checked={picked.has(row.id)}
      onChange={(event) => turn(event.currentTarget.checked)}
      onClick={(event) => event.stopPropagation()}
    />
  );
}

function Name({ row }: { row: ArticleRow }) {
  const { t } = useTranslation("knowledge");
  return (
    <div>
      <Text size="sm" fw={600}>
        {row.title || t("noTitle")}
      </Text>
      {row.topic && (
        <Text size="xs" c="dimmed">
          {row.topic}
        </Text>
      )}
    </div>
  );
}

function State({ row }: { row: ArticleRow }) {
  const { t } = useTranslation("knowledge");
  const [now] = useState(() => new Date());
  const isOver = row.valid_until !== null && new Date(row.valid_until) <= now;
  const isEarly = row.valid_from !== null && new Date(row.valid_from) > now;
  return (
    <Group gap={6}>
      <StateBadge state={row.state} />
      {row.problems > 0 && <Badge color="red">{t("problems", { count: row.problems })}</Badge>}
      {isOver && <Badge color="gray">{t("over")}</Badge>}
      {isEarly && <Badge color="gray">{t("early")}</Badge>}
    </Group>
  );
}

function Counts({ row }: { row: ArticleRow }) {
  const { t } = useTranslation("knowledge");
  const { number } = useFormats();
  const shown = LANGUAGES.filter((language) => row.phrasings[language]);
  if (shown.length === 0) return <Text size="sm">–</Text>;
  return (
    <Group gap={6}>
      {shown.map((language) => (
        <Badge key={language} color="gray">
          {t(`short.${language}`)} {number(row.phrasings[language] ?? 0)}
        </Badge>
      ))}
    </Group>
  );
}

function Answers({ row }: { row: ArticleRow }) {
  const { t } = useTranslation("knowledge");
  const words = LANGUAGES.filter((language) => row.languages.includes(language)).map((language) => t(`short.${language}`));
  if (row.flow) words.push(t("flowShort"));
  if (row.hand_over) words.push(t("handOverShort"));
  return <Text size="sm">{words.join(" · ") || "–"}</Text>;
}

function Changed({ row }: { row: ArticleRow }) {
  return (
    <Text size="sm" component="div">
      <TimeAgo at={row.changed_at} />
      <Text size="xs" c="dimmed">
        {row.changed_by_name}
      </Text>
    </Text>
  );
}
