import { Badge, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { ArrowRight, History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import { isBusy, type ReplayChange, type VersionView } from "@/pages/versions/shapes";
import classes from "@/pages/versions/Versions.module.css";
import { sayFailed } from "@/shared/confirm";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";

const COLORS = { better: "teal", worse: "red", unknown: "gray" };
const VERDICTS = ["all", "worse", "better", "unknown"] as const;

/** Last week's questions asked again: what would be answered differently. */
export function ReplayBox({ view: { version, replay }, view }: { view: VersionView }) {
  const { t } = useTranslation("versions");
  return (
    <Surface title={t("replay.title")} aside={<Start view={view} />}>
      {!replay && <EmptyState icon={History} title={t("replay.none")} text={t("replay.noneText")} />}
      {replay && <Sum replay={replay} />}
      {replay && (replay.figures.changed ?? 0) > 0 && <Changes number={version.number} at={replay.at} />}
    </Surface>
  );
}

function Changes({ number, at }: { number: number; at: string }) {
  const { t } = useTranslation("versions");
  const [verdict, setVerdict] = useState<string>("all");
  // The moment is part of the key alone: a new replay is a new list.
  const pages = usePages<ReplayChange>(`/bot-versions/${number}/replay-changes`, { verdict, at });
  const columns = useColumns();
  return (
    <>
      <SegmentedControl
        my="md"
        size="sm"
        aria-label={t("replay.which")}
        value={verdict}
        onChange={setVerdict}
        data={VERDICTS.map((value) => ({ value, label: t(`replay.verdict.${value}`) }))}
      />
      <DataTable
        label={t("replay.title")}
        pages={pages}
        columns={columns}
        rowKey={(row) => row.decision}
        empty={<Text c="dimmed" size="sm">{t("replay.noneSuch")}</Text>}
      />
    </>
  );
}

function Start({ view: { version } }: { view: VersionView }) {
  const { t } = useTranslation("versions");
  const may = useRights();
  if (!may("bot.write")) return null;
  const start = () => post(`/bot-versions/${version.number}/replay`).then(() => changed("/bot-versions"), sayFailed);
  return (
    <Button variant="default" size="sm" style={{ flexShrink: 0 }} disabled={version.tasks.some(isBusy)} onClick={() => void start()}>
      {t("replay.start")}
    </Button>
  );
}

function Sum({ replay }: { replay: NonNullable<VersionView["replay"]> }) {
  const { t } = useTranslation("versions");
  const { number, percent, moment } = useFormats();
  const { figures } = replay;
  const n = (value: number | undefined) => number(value ?? 0);
  return (
    <div>
      <Text size="sm">
        {t("replay.sum", { questions: n(figures.questions), changed: n(figures.changed), share: percent(figures.moved?.value ?? 0) })}{" "}
        {t("replay.parts", { more: n(figures.newly_answered), less: n(figures.no_longer_answered), other: n(figures.other_article) })}
      </Text>
      <Text size="sm" c="dimmed" mt={4}>
        {replay.against ? t("replay.against", { n: replay.against, at: moment(replay.at) }) : t("replay.againstThen", { at: moment(replay.at) })}
      </Text>
    </div>
  );
}

function useColumns(): Column<ReplayChange>[] {
  const { t } = useTranslation("versions");
  const { percent } = useFormats();
  const called = (id: string | null | undefined, title: string | undefined) => (id ? title || t("failed.unknown") : t("replay.silent"));
  return [
    { key: "text", title: t("failed.question"), cell: (row) => <Text size="sm">{row.text}</Text> },
    {
      key: "change",
      title: t("replay.change"),
      cell: (row) => (
        <span className={classes.change}>
          <Text size="sm" c="dimmed">
            {called(row.old, row.old_title)}
          </Text>
          <ArrowRight size={14} aria-label={t("replay.becomes")} />
          <Text size="sm" fw={550}>
            {called(row.new, row.new_title)}
          </Text>
        </span>
      ),
    },
    {
      key: "confidence",
      title: t("failed.confidence"),
      align: "right",
      wide: true,
      cell: (row) => <span className="fl-number">{`${percent(row.old_confidence)} → ${percent(row.new_confidence)}`}</span>,
    },
    {
      key: "verdict",
      title: t("replay.label"),
      align: "right",
      cell: (row) => (
        <Group justify="flex-end">
          <Badge color={COLORS[row.verdict ?? "unknown"]}>{t(`replay.verdict.${row.verdict ?? "unknown"}`)}</Badge>
        </Group>
      ),
    },
  ];
}
