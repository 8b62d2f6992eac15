import { Anchor, Badge, SegmentedControl, Text } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Lightbulb } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import type { Proposal } from "@/pages/learning/shapes";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const STATES: Proposal["state"][] = ["open", "approved", "dismissed"];

export function Proposals() {
  const { t } = useTranslation("learning");
  const navigate = useNavigate();
  const [state, setState] = useState<Proposal["state"]>("open");
  const pages = usePages<Proposal>("/learning/proposals", { state });
  const states = STATES.map((value) => ({ value, label: t(`proposals.${value}`) }));
  return (
    <Surface
      title={t("tab.proposals")}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t("proposals.which")}
          data={states}
          value={state}
          onChange={(next) => setState(next as Proposal["state"])}
        />
      }
    >
      <DataTable
        label={t("tab.proposals")}
        pages={pages}
        columns={useColumns(state)}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate({ to: `/learning/gaps/${row.gap}` })}
        empty={<EmptyState icon={Lightbulb} title={t("proposals.none")} text={t("proposals.noneText")} />}
      />
    </Surface>
  );
}

function useColumns(state: Proposal["state"]): Column<Proposal>[] {
  const { t } = useTranslation("learning");
  const { number } = useFormats();
  return [
    {
      key: "title",
      title: t("column.question"),
      cell: (row) => (
        <Text size="sm" fw={600} maw={360} lineClamp={2}>
          {row.title}
        </Text>
      ),
    },
    {
      key: "kind",
      title: t("column.kind"),
      wide: true,
      cell: (row) => (
        <Badge variant="light" color={row.kind === "new" ? "grape" : "teal"}>
          {t(`kind.${row.kind}`)}
        </Badge>
      ),
    },
    {
      key: "gain",
      title: t("column.gain"),
      align: "right",
      cell: (row) => (row.gain ? <span className="fl-number">+{number(row.gain.answered)}</span> : "…"),
    },
    {
      key: "end",
      title: state === "open" ? t("column.made") : t("column.decided"),
      align: "right",
      wide: true,
      cell: (row) => (state === "approved" && row.draft ? <Draft article={row.draft} at={row.decided_at} /> : <Decided row={row} />),
    },
  ];
}

function Draft({ article, at }: { article: string; at: string | null }) {
  const { t } = useTranslation("learning");
  return (
    <>
      <Anchor component={Link} to={`/knowledge/${article}`} size="sm" underline="always" c="var(--fl-accent-text)" onClick={(event) => event.stopPropagation()}>
        {t("proposals.draft")}
      </Anchor>{" "}
      <TimeAgo at={at} />
    </>
  );
}

function Decided({ row }: { row: Proposal }) {
  return (
    <>
      {row.reason && (
        <Text size="xs" c="dimmed" lineClamp={1}>
          {row.reason}
        </Text>
      )}
      <TimeAgo at={row.decided_at ?? row.made_at} />
    </>
  );
}
