import { Badge, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { FlaskConical, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { NewStudy } from "@/pages/studies/NewStudy";
import { KINDS, STATE, type StudyRow } from "@/pages/studies/shapes";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function Studies() {
  const { t } = useTranslation("studies");
  const navigate = useNavigate();
  const [kind, setKind] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, 250);
  const pages = usePages<StudyRow>("/studies", { kind, search });
  const kinds = Object.keys(KINDS).map((value) => ({ value, label: t(`kind.${value}.name`) }));
  const none = <EmptyState icon={FlaskConical} title={t("empty.title")} text={t("empty.text")} action={<NewStudy />} />;
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} actions={<NewStudy />} />
      <Surface>
        <Group mb="md" gap="sm">
          <Select
            aria-label={t("column.kind")}
            placeholder={t("anyKind")}
            data={kinds}
            value={kind}
            onChange={setKind}
            clearable
            clearButtonProps={{ "aria-label": t("anyKind") }}
            w={230}
            maw="100%"
          />
          <TextInput aria-label={t("search")} placeholder={t("search")} leftSection={<Search size={15} aria-hidden />} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        </Group>
        <DataTable
          label={t("title")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/studies/${row.id}` })}
          empty={kind || search ? <EmptyState icon={FlaskConical} title={t("empty.filtered")} /> : none}
        />
      </Surface>
    </div>
  );
}

/** How far it has come: the last thing that was done. */
function stepOf(row: StudyRow): string {
  if (row.newest_state !== "none") return row.newest_state;
  return row.survey ? "fielded" : row.has_design ? "designed" : "planned";
}

function useColumns(): Column<StudyRow>[] {
  const { t } = useTranslation("studies");
  return [
    {
      key: "name",
      title: t("column.name"),
      cell: (row) => (
        <div style={{ maxWidth: 380 }}>
          <Text size="sm" fw={600}>
            {row.name}
          </Text>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {t(`kind.${row.kind}.name`)}
          </Text>
        </div>
      ),
    },
    { key: "kind", title: t("column.kind"), wide: true, cell: (row) => <Text size="sm">{t(`kind.${row.kind}.name`)}</Text> },
    { key: "step", title: t("column.step"), cell: (row) => <Badge color={STATE[row.newest_state]}>{t(`step.${stepOf(row)}`)}</Badge> },
    { key: "changed", title: t("column.changed"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.changed_at} /> },
  ];
}
