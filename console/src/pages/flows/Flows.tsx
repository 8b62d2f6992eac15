import { Badge, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { NewFlow } from "@/pages/flows/NewFlow";
import type { FlowRow } from "@/pages/flows/shapes";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function Flows() {
  const { t } = useTranslation("flows");
  const navigate = useNavigate();
  const pages = usePages<FlowRow>("/flows");
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} actions={<NewFlow />} />
      <Surface>
        <DataTable
          label={t("title")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/flows/${row.id}` })}
          empty={<EmptyState icon={Workflow} title={t("none.title")} text={t("none.text")} action={<NewFlow />} />}
        />
      </Surface>
    </div>
  );
}

function stateOf(row: FlowRow): "draft" | "approved" | "changed" {
  if (row.approved === null) return "draft";
  return row.approved === row.revision ? "approved" : "changed";
}

const COLORS = { draft: "gray", approved: "teal", changed: "yellow" };

function useColumns(): Column<FlowRow>[] {
  const { t } = useTranslation("flows");
  const { number, percent } = useFormats();
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
    { key: "state", title: t("column.state"), cell: (row) => <Badge color={COLORS[stateOf(row)]}>{t(`state.${stateOf(row)}`)}</Badge> },
    { key: "steps", title: t("column.steps"), align: "right", wide: true, cell: (row) => <span className="fl-number">{number(row.steps)}</span> },
    { key: "started", title: t("column.started"), align: "right", cell: (row) => <span className="fl-number">{number(row.started)}</span> },
    {
      key: "finished",
      title: t("column.finished"),
      align: "right",
      wide: true,
      cell: (row) => <span className="fl-number">{row.started ? percent(row.finished / row.started) : "–"}</span>,
    },
    {
      key: "handed",
      title: t("column.handedOver"),
      align: "right",
      wide: true,
      cell: (row) => <span className="fl-number">{row.started ? percent(row.handed_over / row.started) : "–"}</span>,
    },
    { key: "changed", title: t("column.changed"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.changed_at} /> },
  ];
}
