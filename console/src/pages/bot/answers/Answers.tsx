// What the bot decided, newest first; a row opens the whole reason.
import { Group, Select, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { DecisionDrawer } from "@/pages/bot/answers/DecisionDrawer";
import { RouteBadge, useRouteName } from "@/pages/bot/answers/RouteBadge";
import type { BotDecision } from "@/pages/bot/shapes";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const ROUTES = ["answer", "buttons", "unknown", "handover", "flow", "flow_step", "menu", "offline"];
// What a figure may hand over to open its decisions.
const FILTERS = ["days", "route", "reason", "article", "kind", "outcome", "verdict", "helped", "tapped", "recontact", "version"];

export default function Answers() {
  const { t } = useTranslation("bot");
  const nameOf = useRouteName();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const filter = Object.fromEntries(FILTERS.filter((one) => search[one] !== undefined).map((one) => [one, String(search[one])]));
  const [open, setOpen] = useState<BotDecision | null>(null);
  const pages = usePages<BotDecision>("/bot-decisions", filter);
  const choose = (route: string | null) => void navigate({ to: "/bot/answers", search: (route ? { route } : {}) as never, replace: true });
  return (
    <Surface>
      <Group justify="space-between" mb="md">
        <Text size="sm" c="dimmed">
          {t("answers.text")}
        </Text>
        <Select
          clearable
          size="xs"
          aria-label={t("answers.route")}
          placeholder={t("answers.anyRoute")}
          data={ROUTES.map((value) => ({ value, label: nameOf(value) }))}
          value={filter.route ?? null}
          onChange={choose}
        />
      </Group>
      <DataTable
        label={t("section.answers")}
        pages={pages}
        columns={useColumns()}
        rowKey={(row) => row.id}
        onOpen={setOpen}
        empty={<EmptyState icon={MessagesSquare} title={t("answers.empty")} text={t("answers.emptyText")} />}
      />
      <DecisionDrawer decision={open} onClose={() => setOpen(null)} />
    </Surface>
  );
}

function useColumns(): Column<BotDecision>[] {
  const { t } = useTranslation("bot");
  const { share } = useShares();
  return [
    {
      key: "asked",
      title: t("answers.asked"),
      cell: (row) => (
        <Text size="sm" fw={550} lineClamp={2}>
          {row.text}
        </Text>
      ),
    },
    { key: "route", title: t("answers.route"), cell: (row) => <RouteBadge route={row.route} /> },
    {
      key: "article",
      title: t("answers.article"),
      wide: true,
      cell: (row) => (
        <Text size="sm" c="dimmed" lineClamp={1}>
          {row.title}
        </Text>
      ),
    },
    { key: "confidence", title: t("answers.confidence"), align: "right", wide: true, cell: (row) => share(row.confidence) },
    { key: "at", title: t("answers.at"), align: "right", wide: true, cell: (row) => <TimeAgo at={row.at} /> },
  ];
}

/** A share in percent, a dash for what is not known. */
export function useShares() {
  const { percent } = useFormats();
  return { share: (value: number | null | undefined) => (value === null || value === undefined ? "–" : percent(value)) };
}
