import { Badge, Group, PasswordInput, Text, TextInput } from "@mantine/core";
import { Users } from "lucide-react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import type { Person } from "@/api/shapes";
import { useRights, useSession } from "@/app/session";
import { PersonMenu } from "@/pages/settings/PersonMenu";
import { RoleSelect } from "@/pages/settings/RoleSelect";
import { RoleTable } from "@/pages/settings/RoleTable";
import { sayDone } from "@/shared/confirm";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Face } from "@/shared/Face";
import { field, FormDialog } from "@/shared/FormDialog";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function People() {
  const { t } = useTranslation("settings");
  const may = useRights();
  const pages = usePages<Person>("/people");
  const create = async (form: FormData) => {
    const [name, email, role] = ["name", "email", "role"].map((one) => field(form, one));
    await post("/people", { name, email, role, password: String(form.get("password")) });
    await changed("/people", "/checklist");
    sayDone(t("people.added"));
  };
  return (
    <>
      <PageHeader
        title={t("section.people")}
        text={t("people.text")}
        actions={
          may("people.write") && (
            <FormDialog open={t("people.new")} title={t("people.new")} verb={t("people.add")} onSubmit={create}>
              <TextInput name="name" label={t("people.name")} required data-autofocus />
              <TextInput name="email" type="email" label={t("people.email")} required autoComplete="off" />
              <RoleSelect first="agent" />
              <PasswordInput
                name="password"
                label={t("people.password")}
                description={t("people.passwordHelp")}
                required
                minLength={8}
                autoComplete="new-password"
                visibilityToggleButtonProps={{ "aria-label": t("people.show") }}
              />
            </FormDialog>
          )
        }
      />
      <Surface mb="lg">
        <DataTable
          label={t("section.people")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          empty={<EmptyState icon={Users} title={t("people.none")} />}
        />
      </Surface>
      <Surface title={t("roles.title")}>
        <RoleTable />
      </Surface>
    </>
  );
}

function useColumns(): Column<Person>[] {
  const { t } = useTranslation("settings");
  const may = useRights();
  const { data: session } = useSession();
  return [
    { key: "name", title: t("column.name"), cell: (row) => <Who person={row} /> },
    { key: "role", title: t("column.role"), cell: (row) => t(`common:role.${row.role}`) },
    { key: "seen", title: t("column.seen"), wide: true, cell: (row) => <TimeAgo at={row.seen_at} /> },
    {
      key: "end",
      title: "",
      align: "right",
      cell: (row) => may("people.write") && row.id !== session?.person.id && <PersonMenu person={row} />,
    },
  ];
}

function Who({ person }: { person: Person }) {
  const { t } = useTranslation("settings");
  return (
    <Group gap="sm" wrap="nowrap">
      <Face id={person.id} name={person.name} size={34} />
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} className="fl-cut">
          {person.name} {person.disabled && <Badge color="gray">{t("people.locked")}</Badge>}
        </Text>
        <Text size="xs" c="dimmed" className="fl-cut">
          {person.email}
        </Text>
      </div>
    </Group>
  );
}
