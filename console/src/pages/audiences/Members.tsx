import { Button } from "@mantine/core";
import { Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import type { Audience, AudienceMember } from "@/pages/audiences/shapes";
import { WhyDialog } from "@/pages/audiences/WhyDialog";
import { CustomerLink } from "@/shared/CustomerLink";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export function Members({ audience }: { audience: Audience }) {
  const { t } = useTranslation("audiences");
  const pages = usePages<AudienceMember>(`/audiences/${audience.id}/members`);
  const [asked, setAsked] = useState<AudienceMember | null>(null);
  const columns = useColumns(setAsked);
  return (
    <div>
      <PageHeader title={audience.name || t("noName")} />
      <Surface>
        <DataTable
          label={t("members")}
          pages={pages}
          columns={columns}
          rowKey={(row) => row.id}
          empty={<EmptyState icon={Users} title={t("noMembers.title")} text={t("noMembers.text")} />}
        />
      </Surface>
      <WhyDialog audience={audience} member={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

function useColumns(onAsk: (member: AudienceMember) => void): Column<AudienceMember>[] {
  const { t } = useTranslation("audiences");
  const someone = t("common:someone");
  return [
    { key: "name", title: t("memberColumns.name"), cell: (row) => <CustomerLink id={row.id} name={row.name} /> },
    { key: "since", title: t("memberColumns.since"), cell: (row) => <TimeAgo at={row.since} /> },
    {
      key: "why",
      title: t("memberColumns.why"),
      align: "right",
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t("why.label", { name: row.name || someone })}
          onClick={() => onAsk(row)}
        >
          {t("why.open")}
        </Button>
      ),
    },
  ];
}
