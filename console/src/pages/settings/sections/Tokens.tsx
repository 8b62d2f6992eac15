import { Text, TextInput } from "@mantine/core";
import { Braces } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import type { ShownSecret, TokenRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { Revoke } from "@/pages/settings/Revoke";
import { RoleSelect } from "@/pages/settings/RoleSelect";
import { SecretShown } from "@/pages/settings/SecretShown";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { field, FormDialog } from "@/shared/FormDialog";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function Tokens() {
  const { t } = useTranslation("settings");
  const may = useRights();
  const pages = usePages<TokenRow>("/tokens");
  const [made, setMade] = useState<ShownSecret | null>(null);
  const create = async (form: FormData) => {
    setMade(await post<ShownSecret>("/tokens", { name: field(form, "name"), role: field(form, "role") }));
    await changed("/tokens");
  };
  return (
    <>
      <PageHeader
        title={t("section.tokens")}
        text={t("tokens.text")}
        actions={
          may("people.write") && (
            <FormDialog open={t("tokens.new")} title={t("tokens.new")} verb={t("common:create")} onSubmit={create}>
              <TextInput name="name" label={t("tokens.name")} placeholder={t("tokens.nameHint")} required data-autofocus />
              <RoleSelect first="analyst" />
            </FormDialog>
          )
        }
      />
      {made && <SecretShown made={made} />}
      <Surface>
        <DataTable
          label={t("section.tokens")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          empty={<EmptyState icon={Braces} title={t("tokens.none")} text={t("tokens.noneText")} />}
        />
      </Surface>
    </>
  );
}

function useColumns(): Column<TokenRow>[] {
  const { t } = useTranslation("settings");
  const may = useRights();
  const revoke = async (row: TokenRow) => {
    await remove(`/tokens/${row.id}`);
    await changed("/tokens");
  };
  return [
    { key: "name", title: t("column.name"), cell: (row) => <Text size="sm" fw={600}>{row.name}</Text> },
    { key: "key", title: t("column.key"), cell: (row) => <code>{row.hint}</code> },
    { key: "role", title: t("column.role"), wide: true, cell: (row) => t(`common:role.${row.role}`) },
    { key: "by", title: t("column.by"), wide: true, cell: (row) => row.created_by },
    { key: "used", title: t("column.used"), cell: (row) => (row.last_used_at ? <TimeAgo at={row.last_used_at} /> : t("tokens.never")) },
    {
      key: "end",
      title: "",
      align: "right",
      cell: (row) =>
        may("people.write") && (
          <Revoke title={t("tokens.revoke")} text={t("tokens.revokeText")} verb={t("tokens.revoke")} onYes={() => revoke(row)} />
        ),
    },
  ];
}
