import { Button, Group } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { BookOpen, Download, ListChecks, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { address } from "@/api/client";
import { usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import { ApproveSelected } from "@/pages/knowledge/ApproveSelected";
import { Filters, type Wanted } from "@/pages/knowledge/Filters";
import { ImportButton } from "@/pages/knowledge/ImportButton";
import type { ArticleRow } from "@/pages/knowledge/shapes";
import { useColumns } from "@/pages/knowledge/columns";
import { DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

const NONE: Wanted = { search: "", state: "current", topic: null, language: null };

export default function Articles() {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const may = useRights();
  const [wanted, setWanted] = useState(NONE);
  const [picked, setPicked] = useState<ReadonlyMap<string, ArticleRow>>(new Map());
  const pages = usePages<ArticleRow>("/articles", { ...wanted });
  const columns = useColumns(may("bot.publish") ? { rows: pages.rows, picked, setPicked } : null);
  const isFiltered = wanted.search !== "" || wanted.state !== "current" || wanted.topic !== null || wanted.language !== null;
  const empty = isFiltered ? (
    <EmptyState icon={BookOpen} title={t("none.title")} text={t("none.text")} />
  ) : (
    <EmptyState icon={BookOpen} title={t("empty.title")} text={t("empty.text")} action={<Beginning />} />
  );
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} actions={<Actions />} />
      <Surface>
        <Filters wanted={wanted} onChange={setWanted} />
        <ApproveSelected picked={picked} onDone={() => setPicked(new Map())} />
        <DataTable
          label={t("title")}
          pages={pages}
          columns={columns}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/knowledge/${row.id}` })}
          empty={empty}
        />
      </Surface>
    </div>
  );
}

function Actions() {
  const { t } = useTranslation("knowledge");
  return (
    <Group gap="sm">
      <Button component={Link} to="/knowledge/checks" variant="default" leftSection={<ListChecks size={16} aria-hidden />}>
        {t("checks.open")}
      </Button>
      <Button component="a" href={address("/articles-export")} download="articles.csv" variant="default" leftSection={<Download size={16} aria-hidden />}>
        {t("export")}
      </Button>
      <ImportButton />
      <NewButton />
    </Group>
  );
}

function Beginning() {
  return (
    <Group gap="sm" justify="center">
      <ImportButton />
      <NewButton />
    </Group>
  );
}

function NewButton() {
  const { t } = useTranslation("knowledge");
  const may = useRights();
  if (!may("bot.write")) return null;
  return (
    <Button component={Link} to="/knowledge/new" leftSection={<Plus size={16} aria-hidden />}>
      {t("new")}
    </Button>
  );
}
