import { Text, Textarea, TextInput } from "@mantine/core";
import { MessageSquareQuote } from "lucide-react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import type { CannedReply } from "@/api/shapes";
import { useRights } from "@/app/session";
import { Revoke } from "@/pages/settings/Revoke";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { field, FormDialog } from "@/shared/FormDialog";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export default function Canned() {
  const { t } = useTranslation("settings");
  const may = useRights();
  const pages = usePages<CannedReply>("/canned-replies");
  const create = async (form: FormData) => {
    await post("/canned-replies", { shortcut: field(form, "shortcut"), text: field(form, "text") });
    await changed("/canned-replies");
  };
  return (
    <>
      <PageHeader
        title={t("section.canned")}
        text={t("canned.text")}
        actions={
          may("desk.write") && (
            <FormDialog open={t("canned.new")} title={t("canned.new")} verb={t("common:create")} onSubmit={create}>
              <TextInput name="shortcut" label={t("canned.shortcut")} placeholder={t("canned.hint")} required data-autofocus />
              <Textarea name="text" label={t("canned.body")} required autosize minRows={3} />
            </FormDialog>
          )
        }
      />
      <Surface>
        <DataTable
          label={t("section.canned")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          empty={<EmptyState icon={MessageSquareQuote} title={t("canned.none")} text={t("canned.noneText")} />}
        />
      </Surface>
    </>
  );
}

function useColumns(): Column<CannedReply>[] {
  const { t } = useTranslation("settings");
  const may = useRights();
  const drop = async (row: CannedReply) => {
    await remove(`/canned-replies/${row.id}`);
    await changed("/canned-replies");
  };
  return [
    { key: "shortcut", title: t("canned.shortcut"), cell: (row) => <Text size="sm" fw={600}>/{row.shortcut}</Text> },
    { key: "text", title: t("canned.body"), cell: (row) => <Text size="sm" lineClamp={3}>{row.text}</Text> },
    {
      key: "end",
      title: "",
      align: "right",
      cell: (row) =>
        may("desk.write") && (
          <Revoke title={t("canned.remove")} text={t("canned.removeText")} verb={t("common:remove")} onYes={() => drop(row)} />
        ),
    },
  ];
}
