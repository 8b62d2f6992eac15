import { Badge, Modal, Text } from "@mantine/core";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { remove } from "@/api/client";
import { changed, usePages } from "@/api/queries";
import type { QuarantinedEvent } from "@/api/shapes";
import { useRights } from "@/app/session";
import { Revoke } from "@/pages/settings/Revoke";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Json } from "@/shared/Json";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export default function Quarantine() {
  const { t } = useTranslation("settings");
  const pages = usePages<QuarantinedEvent>("/quarantine");
  const [picked, setPicked] = useState<QuarantinedEvent | null>(null);
  return (
    <>
      <PageHeader title={t("section.quarantine")} text={t("quarantine.text")} />
      <Surface>
        <DataTable
          label={t("section.quarantine")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={setPicked}
          empty={<EmptyState icon={ShieldCheck} title={t("quarantine.none")} text={t("quarantine.noneText")} />}
        />
      </Surface>
      <Modal
        size="lg"
        opened={picked !== null}
        onClose={() => setPicked(null)}
        title={picked?.reason}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {picked && <Json label={t("quarantine.payload")} value={pretty(picked.payload)} />}
      </Modal>
    </>
  );
}

/** Payloads are kept as they came, so they need not be JSON at all. */
function pretty(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return payload;
  }
}

function useColumns(): Column<QuarantinedEvent>[] {
  const { t } = useTranslation("settings");
  const may = useRights();
  const drop = async (row: QuarantinedEvent) => {
    await remove(`/quarantine/${row.id}`);
    await changed("/quarantine");
  };
  return [
    { key: "at", title: t("column.at"), cell: (row) => <TimeAgo at={row.received_at} /> },
    { key: "reason", title: t("column.reason"), cell: (row) => <Text size="sm">{row.reason}</Text> },
    { key: "code", title: t("column.code"), wide: true, cell: (row) => <Badge color="orange">{row.code}</Badge> },
    { key: "source", title: t("column.source"), wide: true, cell: (row) => row.source },
    {
      key: "end",
      title: "",
      align: "right",
      cell: (row) =>
        may("settings.write") && (
          // A click on the bin must not open the row.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
          <span onClick={(event) => event.stopPropagation()}>
            <Revoke title={t("quarantine.remove")} text={t("quarantine.removeText")} verb={t("common:remove")} onYes={() => drop(row)} />
          </span>
        ),
    },
  ];
}
