import { ActionIcon, Badge, Group, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { ListChecks, Search, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { remove } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Question, Suite } from "@/pages/versions/shapes";
import { ImportButton } from "@/pages/versions/suite/ImportButton";
import { NewQuestion } from "@/pages/versions/suite/NewQuestion";
import { Confirm } from "@/shared/confirm";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";

/** The questions that every version is asked. */
export function Questions({ suite }: { suite: Suite }) {
  const { t } = useTranslation("versions");
  const may = useRights();
  const { number } = useFormats();
  const [kind, setKind] = useState("all");
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, 250);
  const pages = usePages<Question>("/bot-suite/phrasings", { kind, search });
  const kinds = [
    { value: "all", label: t("questions.all") },
    { value: "in", label: t("questions.in", { n: number(suite.in_scope) }) },
    { value: "out", label: t("questions.out", { n: number(suite.out_of_scope) }) },
  ];
  return (
    <Surface title={t("questions.title")} aside={may("bot.write") && <Group gap="sm"><ImportButton /><NewQuestion /></Group>}>
      <Text size="sm" c="dimmed" mb="md">
        {t("questions.text")}
      </Text>
      <Group mb="md" gap="sm">
        <SegmentedControl size="sm" aria-label={t("questions.which")} data={kinds} value={kind} onChange={setKind} />
        <TextInput
          aria-label={t("questions.search")}
          placeholder={t("questions.search")}
          leftSection={<Search size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Group>
      <DataTable
        label={t("questions.title")}
        pages={pages}
        columns={useColumns(may("bot.write"))}
        rowKey={(row) => row.id}
        empty={<EmptyState icon={ListChecks} title={t("questions.empty")} text={t("questions.emptyText")} />}
      />
    </Surface>
  );
}

function useColumns(mayWrite: boolean): Column<Question>[] {
  const { t } = useTranslation("versions");
  return [
    { key: "text", title: t("failed.question"), cell: (row) => <Text size="sm">{row.text}</Text> },
    {
      key: "article",
      title: t("failed.wanted"),
      cell: (row) =>
        row.article ? (
          <Text size="sm">{row.article_title || t("failed.unknown")}</Text>
        ) : (
          <Badge color="gray">{t(row.half === "fit" ? "questions.fit" : "questions.judge")}</Badge>
        ),
    },
    { key: "language", title: t("questions.language"), wide: true, cell: (row) => <Text size="sm" c="dimmed">{t(`language.${row.language}`)}</Text> },
    { key: "topic", title: t("questions.topic"), wide: true, cell: (row) => <Text size="sm" c="dimmed">{row.topic}</Text> },
    { key: "delete", title: "", align: "right", cell: (row) => (mayWrite ? <DeleteButton row={row} /> : null) },
  ];
}

function DeleteButton({ row }: { row: Question }) {
  const { t } = useTranslation("versions");
  const yes = () => remove(`/bot-suite/phrasings/${row.id}`).then(() => changed("/bot-suite", "/bot-versions"));
  return (
    <Confirm title={t("questions.delete")} text={row.text} verb={t("questions.deleteVerb")} onYes={yes}>
      {(open) => (
        <ActionIcon variant="subtle" color="gray" aria-label={t("questions.deleteOne", { text: row.text })} onClick={open}>
          <Trash2 size={16} aria-hidden />
        </ActionIcon>
      )}
    </Confirm>
  );
}
