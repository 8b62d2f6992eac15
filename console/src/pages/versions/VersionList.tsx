import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Layers } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { ShareBar } from "@/pages/versions/ShareBar";
import type { Version } from "@/pages/versions/shapes";
import { StateBadge } from "@/pages/versions/StateBadge";
import { TrainButton } from "@/pages/versions/TrainButton";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export function VersionList() {
  const { t } = useTranslation("versions");
  const navigate = useNavigate();
  const pages = usePages<Version>("/bot-versions");
  return (
    <Surface title={t("list.title")}>
      <DataTable
        label={t("list.title")}
        pages={pages}
        columns={useColumns()}
        rowKey={(row) => String(row.number)}
        onOpen={(row) => void navigate({ to: `/versions/${row.number}` })}
        empty={<EmptyState icon={Layers} title={t("list.empty")} text={t("list.emptyText")} action={<TrainButton />} />}
      />
    </Surface>
  );
}

function useColumns(): Column<Version>[] {
  const { t } = useTranslation("versions");
  const { number } = useFormats();
  return [
    {
      key: "number",
      title: t("column.version"),
      cell: (row) => (
        <Text size="sm" fw={600} className="fl-number">
          {t("version", { n: row.number })}
        </Text>
      ),
    },
    { key: "state", title: t("column.state"), cell: (row) => <StateBadge version={row} /> },
    {
      key: "phrasings",
      title: t("column.phrasings"),
      align: "right",
      wide: true,
      cell: (row) => <span className="fl-number">{row.figures ? number(row.figures.phrasings) : ""}</span>,
    },
    {
      key: "precision",
      title: t("figure.precision"),
      wide: true,
      cell: (row) =>
        row.suite && <ShareBar share={row.suite.precision} label={t("figure.precision")} target={row.settings?.precision} />,
    },
    {
      key: "answered",
      title: t("figure.answered"),
      wide: true,
      cell: (row) => row.suite && <ShareBar share={row.suite.answered} label={t("figure.answered")} />,
    },
    { key: "made", title: t("column.made"), align: "right", cell: (row) => <TimeAgo at={row.made_at} /> },
  ];
}
