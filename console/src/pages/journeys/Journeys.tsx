import { Badge, Button, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Plus, Route } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Journey, JourneyRow } from "@/pages/journeys/shapes";
import { StateBadge } from "@/pages/journeys/StateBadge";
import { sayFailed } from "@/shared/confirm";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function Journeys() {
  const { t } = useTranslation("journeys");
  const navigate = useNavigate();
  const pages = usePages<JourneyRow>("/journeys");
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} actions={<NewButton />} />
      <Surface>
        <DataTable
          label={t("title")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/journeys/${row.id}` })}
          empty={<EmptyState icon={Route} title={t("empty.title")} text={t("empty.text")} action={<NewButton />} />}
        />
      </Surface>
    </div>
  );
}

function NewButton() {
  const { t } = useTranslation("journeys");
  const navigate = useNavigate();
  const may = useRights();
  const [busy, setBusy] = useState(false);
  if (!may("journeys.write")) return null;
  const create = async () => {
    setBusy(true);
    try {
      const made = await post<Journey>("/journeys", { name: t("newName") });
      await changed("/journeys");
      await navigate({ to: `/journeys/${made.id}` });
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} leftSection={<Plus size={16} aria-hidden />} onClick={() => void create()}>
      {t("new")}
    </Button>
  );
}

function useColumns(): Column<JourneyRow>[] {
  const { t } = useTranslation("journeys");
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
    { key: "state", title: t("column.state"), cell: (row) => <StateBadge state={row.state} /> },
    {
      key: "version",
      title: t("column.version"),
      wide: true,
      cell: (row) => <Badge color="gray">{row.version ? t("version", { n: row.version }) : t("noVersion")}</Badge>,
    },
    {
      key: "waiting",
      title: t("column.waiting"),
      align: "right",
      cell: (row) => <span className="fl-number">{number(row.waiting)}</span>,
    },
    { key: "changed", title: t("column.changed"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.changed_at} /> },
  ];
}
