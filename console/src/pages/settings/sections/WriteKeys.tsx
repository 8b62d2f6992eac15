import { Group, Text, TextInput } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import type { ShownSecret, WriteKeyRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { IdentitySecret } from "@/pages/settings/IdentitySecret";
import { Revoke } from "@/pages/settings/Revoke";
import { SecretShown } from "@/pages/settings/SecretShown";
import classes from "@/pages/settings/settings.module.css";
import { CopyText } from "@/shared/CopyText";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { field, FormDialog } from "@/shared/FormDialog";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function WriteKeys() {
  const { t } = useTranslation("settings");
  const may = useRights();
  const pages = usePages<WriteKeyRow>("/write-keys");
  const [made, setMade] = useState<ShownSecret | null>(null);
  const create = async (form: FormData) => {
    setMade(await post<ShownSecret>("/write-keys", { name: field(form, "name"), channel: field(form, "channel") || "web" }));
    await changed("/write-keys", "/checklist");
  };
  return (
    <>
      <PageHeader
        title={t("section.keys")}
        text={t("keys.text")}
        actions={
          may("settings.write") && (
            <FormDialog open={t("keys.new")} title={t("keys.new")} verb={t("common:create")} onSubmit={create}>
              <TextInput name="name" label={t("keys.name")} placeholder={t("keys.nameHint")} required data-autofocus />
              <TextInput name="channel" label={t("keys.channel")} description={t("keys.channelHelp")} defaultValue="web" pattern="[a-z0-9_\-]+" />
            </FormDialog>
          )
        }
      />
      {made && (
        <SecretShown made={made}>
          <Snippet secret={made.secret} />
        </SecretShown>
      )}
      <Surface>
        <DataTable
          label={t("section.keys")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          empty={<EmptyState icon={KeyRound} title={t("keys.none")} text={t("keys.noneText")} />}
        />
      </Surface>
      {may("settings.write") && <IdentitySecret />}
    </>
  );
}

function Snippet({ secret }: { secret: string }) {
  const { t } = useTranslation("settings");
  const snippet = `<script async src="${location.origin}/sdk/feilun.js" data-key="${secret}"></script>`;
  return (
    <>
      <Text size="sm">{t("keys.snippet")}</Text>
      <Group gap="sm">
        <code className={classes.secret}>{snippet}</code>
        <CopyText value={snippet} />
      </Group>
    </>
  );
}

function useColumns(): Column<WriteKeyRow>[] {
  const { t } = useTranslation("settings");
  const may = useRights();
  const disable = async (row: WriteKeyRow) => {
    await remove(`/write-keys/${row.id}`);
    await changed("/write-keys");
  };
  return [
    { key: "name", title: t("column.name"), cell: (row) => <Text size="sm" fw={600}>{row.name}</Text> },
    { key: "key", title: t("column.key"), cell: (row) => <code>{row.key_hint}</code> },
    { key: "channel", title: t("column.channel"), wide: true, cell: (row) => row.channel },
    { key: "made", title: t("column.made"), wide: true, cell: (row) => <TimeAgo at={row.created_at} /> },
    {
      key: "end",
      title: "",
      align: "right",
      cell: (row) =>
        may("settings.write") && (
          <Revoke title={t("keys.disable")} text={t("keys.disableText")} verb={t("keys.disable")} onYes={() => disable(row)} />
        ),
    },
  ];
}
