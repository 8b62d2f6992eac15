import { Badge, Group, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { ListChecks, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { ImportSurvey } from "@/pages/surveys/ImportSurvey";
import { NewSurvey } from "@/pages/surveys/NewSurvey";
import { STATE, type SurveyRow } from "@/pages/surveys/shapes";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function Surveys() {
  const { t } = useTranslation("surveys");
  const navigate = useNavigate();
  const [state, setState] = useState("all");
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, 250);
  const pages = usePages<SurveyRow>("/surveys", { state: state === "all" ? null : state, search });
  const states = ["all", "draft", "open", "paused", "closed"].map((value) => ({ value, label: t(`states.${value}`) }));
  const isFiltered = state !== "all" || search !== "";
  return (
    <div>
      <PageHeader
        title={t("title")}
        text={t("text")}
        actions={
          <>
            <ImportSurvey />
            <NewSurvey />
          </>
        }
      />
      <Surface>
        <Group mb="md" gap="sm">
          <div style={{ maxWidth: "100%", overflowX: "auto" }}>
            <SegmentedControl aria-label={t("column.state")} data={states} value={state} onChange={setState} />
          </div>
          <TextInput aria-label={t("search")} placeholder={t("search")} leftSection={<Search size={15} aria-hidden />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        </Group>
        <DataTable
          label={t("title")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/surveys/${row.id}` })}
          empty={
            isFiltered ? (
              <EmptyState icon={ListChecks} title={t("none.filtered")} />
            ) : (
              <EmptyState icon={ListChecks} title={t("none.title")} text={t("none.text")} action={<NewSurvey />} />
            )
          }
        />
      </Surface>
    </div>
  );
}

function useColumns(): Column<SurveyRow>[] {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  return [
    {
      key: "name",
      title: t("column.name"),
      cell: (row) => (
        <Text size="sm" fw={600}>
          {row.name}
        </Text>
      ),
    },
    {
      key: "state",
      title: t("column.state"),
      cell: (row) => (
        <Group gap={4}>
          <Badge color={STATE[row.state] ?? "gray"}>{t(`states.${row.state}`)}</Badge>
          {row.version > 0 && row.has_changes && <Badge color="yellow">{t("changes")}</Badge>}
        </Group>
      ),
    },
    { key: "answers", title: t("column.answers"), align: "right", cell: (row) => <span className="fl-number">{number(row.counts.complete)}</span> },
    { key: "running", title: t("column.running"), align: "right", wide: true, cell: (row) => <span className="fl-number">{number(row.counts.started + row.counts.partial)}</span> },
    { key: "changed", title: t("column.changed"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.changed_at} /> },
  ];
}
