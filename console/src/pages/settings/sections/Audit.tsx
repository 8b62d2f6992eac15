import { Modal, Text } from "@mantine/core";
import { FileClock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import type { AuditRow } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Json } from "@/shared/Json";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

export default function Audit() {
  const { t } = useTranslation("settings");
  const pages = usePages<AuditRow>("/audit");
  const [picked, setPicked] = useState<AuditRow | null>(null);
  return (
    <>
      <PageHeader title={t("section.audit")} text={t("audit.text")} />
      <Surface>
        <DataTable
          label={t("section.audit")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={setPicked}
          empty={<EmptyState icon={FileClock} title={t("audit.none")} />}
        />
      </Surface>
      <Modal
        size="lg"
        opened={picked !== null}
        onClose={() => setPicked(null)}
        title={picked?.action}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {picked && <Json label={t("audit.detail")} value={picked} />}
      </Modal>
    </>
  );
}

function useColumns(): Column<AuditRow>[] {
  const { t, i18n } = useTranslation("settings");
  const { moment } = useFormats();
  const words = (row: AuditRow) => {
    const named = `audit.action.${row.action.replaceAll(".", "_")}`;
    return i18n.exists(named, { ns: "settings" }) ? t(named) : row.action;
  };
  return [
    { key: "at", title: t("column.at"), cell: (row) => <span className="fl-number">{moment(row.at)}</span> },
    { key: "person", title: t("column.person"), cell: (row) => row.person || row.author },
    { key: "action", title: t("column.action"), cell: (row) => <Text size="sm" fw={550}>{words(row)}</Text> },
    {
      key: "subject",
      title: t("column.subject"),
      wide: true,
      cell: (row) => (
        <Text size="xs" c="dimmed" className="fl-cut" maw={240}>
          {row.subject}
        </Text>
      ),
    },
  ];
}
