// Everybody whom we let down, the newest first.
import { Badge, Group, SegmentedControl, Select, Switch, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { LifeBuoy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { Due } from "@/pages/cases/Due";
import { type Case, SEVERITY, STATE } from "@/pages/cases/shapes";
import { useNames } from "@/pages/cases/useNames";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

export function CaseList() {
  const { t } = useTranslation("cases");
  const navigate = useNavigate();
  const [box, setBox] = useState("running");
  const [owner, setOwner] = useState<string | null>(null);
  const [late, setLate] = useState(false);
  const { people } = useNames();
  const pages = usePages<Case>("/cases", { box, owner, late: late || null });
  const boxes = ["running", "closed", "all"].map((value) => ({ value, label: t(`box.${value}`) }));
  const owners = [
    { value: "me", label: t("mine") },
    { value: "nobody", label: t("nobodys") },
    ...people.map((one) => ({ value: one.id, label: one.name })),
  ];
  return (
    <Surface>
      <Group mb="md" gap="sm">
        <SegmentedControl aria-label={t("which")} data={boxes} value={box} onChange={setBox} />
        <Select
          aria-label={t("owner")}
          placeholder={t("anyOwner")}
          data={owners}
          value={owner}
          onChange={setOwner}
          clearable
          clearButtonProps={{ "aria-label": t("anyOwner") }}
          w={180}
        />
        <Switch label={t("lateOnly")} checked={late} onChange={(event) => setLate(event.currentTarget.checked)} />
      </Group>
      <DataTable
        label={t("title")}
        pages={pages}
        columns={useColumns()}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate({ to: `/cases/${row.id}` })}
        empty={<EmptyState icon={LifeBuoy} title={t("none")} text={t("noneText")} />}
      />
    </Surface>
  );
}

function useColumns(): Column<Case>[] {
  const { t } = useTranslation("cases");
  const { nameOf } = useNames();
  return [
    { key: "number", title: "#", wide: true, cell: (row) => <span className="fl-number">{row.number}</span> },
    { key: "what", title: t("what"), cell: (row) => <What row={row} /> },
    {
      key: "state",
      title: t("state"),
      cell: (row) => (
        <Badge color={STATE[row.state] ?? "gray"} variant="light">
          {t(`states.${row.state}`)}
        </Badge>
      ),
    },
    { key: "owner", title: t("owner"), wide: true, cell: (row) => <Text size="sm">{nameOf(row.owner)}</Text> },
    { key: "due", title: t("due"), align: "right", cell: (row) => <Due row={row} /> },
    { key: "opened", title: t("opened"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.opened_at} /> },
  ];
}

function What({ row }: { row: Case }) {
  const { t } = useTranslation("cases");
  return (
    <div style={{ maxWidth: 340 }}>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" fw={600} className="fl-cut">
          {row.customer_name || t("unknown")}
        </Text>
        {row.severity === "high" && (
          <Badge size="xs" color={SEVERITY.high ?? "red"}>
            {t("severities.high")}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" lineClamp={1}>
        {row.title} · {row.why}
      </Text>
    </div>
  );
}
