import { Badge, Button, Text } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Filter, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import { type Say, sentenceOf } from "@/pages/audiences/sentence";
import type { Audience } from "@/pages/audiences/shapes";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function Audiences() {
  const { t } = useTranslation("audiences");
  const navigate = useNavigate();
  const pages = usePages<Audience>("/audiences");
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} actions={<NewButton />} />
      <Surface>
        <DataTable
          label={t("title")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/audiences/${row.id}` })}
          empty={<EmptyState icon={Filter} title={t("empty.title")} text={t("empty.text")} action={<NewButton />} />}
        />
      </Surface>
    </div>
  );
}

function NewButton() {
  const { t } = useTranslation("audiences");
  const may = useRights();
  if (!may("audiences.write")) return null;
  return (
    <Button component={Link} to="/audiences/new" leftSection={<Plus size={16} aria-hidden />}>
      {t("new")}
    </Button>
  );
}

function useColumns(): Column<Audience>[] {
  const { t } = useTranslation("audiences");
  const { number } = useFormats();
  return [
    {
      key: "name",
      title: t("column.name"),
      cell: (row) => (
        <Text size="sm" fw={600}>
          {row.name || t("noName")}
        </Text>
      ),
    },
    {
      key: "rule",
      title: t("column.rule"),
      wide: true,
      cell: (row) => (
        <Text size="sm" c="dimmed" lineClamp={2} maw={620}>
          {sentenceOf(row.rule, t as Say)}
        </Text>
      ),
    },
    {
      key: "size",
      title: t("column.size"),
      align: "right",
      cell: (row) =>
        row.state === "filling" ? (
          <Badge color="cyan">{t("filling")}</Badge>
        ) : (
          <span className="fl-number">{number(row.size)}</span>
        ),
    },
    {
      key: "changed",
      title: t("column.changed"),
      align: "right",
      wide: true,
      cell: (row) => <TimeAgo at={row.updated_at} />,
    },
  ];
}
