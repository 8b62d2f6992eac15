import { Badge, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { HistoryIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import type { Publication } from "@/pages/versions/shapes";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";

export function History() {
  const { t } = useTranslation("versions");
  const navigate = useNavigate();
  const pages = usePages<Publication>("/bot-publications");
  return (
    <Surface>
      <DataTable
        label={t("tab.history")}
        pages={pages}
        columns={useColumns()}
        rowKey={(row) => String(row.place)}
        onOpen={(row) => void navigate({ to: `/versions/${row.number}` })}
        empty={<EmptyState icon={HistoryIcon} title={t("history.empty")} text={t("history.emptyText")} />}
      />
    </Surface>
  );
}

function useColumns(): Column<Publication>[] {
  const { t } = useTranslation("versions");
  const { moment } = useFormats();
  return [
    {
      key: "number",
      title: t("column.version"),
      cell: (row) => (
        <Text size="sm" fw={600}>
          {t("version", { n: row.number })}
        </Text>
      ),
    },
    {
      key: "kind",
      title: t("column.what"),
      cell: (row) => (
        <Badge color={row.is_return ? "orange" : "teal"}>{t(row.is_return ? "history.returned" : "history.published")}</Badge>
      ),
    },
    {
      key: "before",
      title: t("column.before"),
      wide: true,
      cell: (row) => (
        <Text size="sm" c="dimmed">
          {row.before ? t("version", { n: row.before }) : t("history.nothing")}
        </Text>
      ),
    },
    { key: "by", title: t("column.by"), wide: true, cell: (row) => <Text size="sm">{row.by}</Text> },
    { key: "at", title: t("column.at"), align: "right", cell: (row) => <span className="fl-number">{moment(row.at)}</span> },
  ];
}
