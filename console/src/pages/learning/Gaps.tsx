import { Anchor, Badge, Group, Select, Stack, Text } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { GraduationCap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { Reasons } from "@/pages/learning/Reasons";
import { RunBar } from "@/pages/learning/RunBar";
import { type Gap, type GapState, STATES } from "@/pages/learning/shapes";
import { Trend } from "@/pages/learning/Trend";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";

/** What the bot could not answer, the most pressing first. */
export function Gaps() {
  const { t } = useTranslation("learning");
  const navigate = useNavigate();
  const [state, setState] = useState<GapState>("open");
  const pages = usePages<Gap>("/learning/gaps", { state });
  const states = STATES.map((value) => ({ value, label: t(`state.${value}`) }));
  return (
    <Stack gap="lg">
      <RunBar />
      <Surface
        title={t("gaps.title")}
        aside={
          <Select
            size="xs"
            w={150}
            aria-label={t("gaps.which")}
            data={states}
            value={state}
            allowDeselect={false}
            onChange={(next) => setState((next ?? "open") as GapState)}
          />
        }
      >
        <Text size="sm" c="dimmed" mb="md">
          {t("gaps.text")}
        </Text>
        <DataTable
          label={t("gaps.title")}
          pages={pages}
          columns={useColumns()}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate({ to: `/learning/gaps/${row.id}` })}
          empty={<EmptyState icon={GraduationCap} title={t(`empty.${state}`)} text={t(`empty.${state}Text`)} />}
        />
      </Surface>
    </Stack>
  );
}

function useColumns(): Column<Gap>[] {
  const { t } = useTranslation("learning");
  const { number } = useFormats();
  return [
    { key: "question", title: t("column.question"), cell: (row) => <Question gap={row} /> },
    { key: "why", title: t("column.why"), wide: true, cell: (row) => <Reasons reasons={row.reasons} /> },
    { key: "nearest", title: t("column.nearest"), wide: true, cell: (row) => <Nearest gap={row} /> },
    {
      key: "size",
      title: t("column.size"),
      align: "right",
      cell: (row) => <span className="fl-number">{number(row.size)}</span>,
    },
    { key: "trend", title: t("column.trend"), align: "right", wide: true, cell: (row) => <Trend gap={row} /> },
  ];
}

function Question({ gap }: { gap: Gap }) {
  const others = gap.examples.filter((text) => text !== gap.title).slice(0, 2);
  return (
    <div style={{ maxWidth: 380 }}>
      <Anchor component={Link} to={`/learning/gaps/${gap.id}`} size="sm" fw={600} c="var(--fl-accent-text)" lineClamp={2}>
        {gap.title}
      </Anchor>
      {others.map((text) => (
        <Text key={text} size="xs" c="dimmed" lineClamp={1}>
          {text}
        </Text>
      ))}
    </div>
  );
}

function Nearest({ gap }: { gap: Gap }) {
  const { t } = useTranslation("learning");
  const { percent } = useFormats();
  return (
    <Stack gap={4} maw={220}>
      <Group>
        <Badge variant="light" color={gap.kind === "new" ? "grape" : "teal"}>
          {t(`kind.${gap.kind}`)}
        </Badge>
      </Group>
      {gap.nearest && (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {t("gaps.near", { title: gap.nearest_title, share: percent(gap.likeness) })}
        </Text>
      )}
    </Stack>
  );
}
