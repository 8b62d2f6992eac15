// Who was asked, how far each came, what comes next; and who was not asked, with the rule that said so.
import { Badge, Group, Select, Text } from "@mantine/core";
import { MailQuestion } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAnswer, usePages } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { ResponseSheet } from "@/pages/surveys/ResponseSheet";
import type { InvitationRow, ReachView, Survey } from "@/pages/surveys/shapes";
import { CustomerLink } from "@/shared/CustomerLink";
import { type Column, DataTable } from "@/shared/DataTable";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const STATES = ["queued", "sent", "bounced", "opened", "started", "partial", "complete", "refused", "expired"] as const;
const COLORS: Record<string, string> = { queued: "gray", sent: "blue", opened: "cyan", started: "indigo", partial: "yellow", complete: "teal", bounced: "red", refused: "orange", expired: "dark" };

export function Invitations({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const [state, setState] = useState<string | null>(null);
  const [reach, setReach] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const { data: reaches } = useAnswer<ReachView[]>(`/surveys/${survey.id}/reaches`);
  const pages = usePages<InvitationRow>(`/surveys/${survey.id}/invitations`, { state, reach });
  const nameOf = (one: ReachView) => one.reach.name || t(`reach.kind.${one.kind}`);
  return (
    <Surface title={t("invited.title")}>
      <Group gap="sm" mb="sm">
        <Select aria-label={t("column.state")} placeholder={t("invited.anyState")} clearable clearButtonProps={{ "aria-label": t("invited.anyState") }} data={STATES.map((value) => ({ value, label: t(`invited.state.${value}`) }))} value={state} onChange={setState} w={180} />
        {reaches && reaches.length > 1 && (
          <Select aria-label={t("invited.way")} placeholder={t("invited.anyWay")} clearable clearButtonProps={{ "aria-label": t("invited.anyWay") }} data={reaches.map((one) => ({ value: one.id, label: nameOf(one) }))} value={reach} onChange={setReach} w={220} />
        )}
      </Group>
      <DataTable
        label={t("invited.title")}
        pages={pages}
        columns={useColumns(setOpened)}
        rowKey={(row) => row.id}
        empty={<EmptyState icon={MailQuestion} title={t("invited.none")} text={t("invited.noneText")} />}
      />
      {opened && <ResponseSheet key={opened} survey={survey} id={opened} onClose={() => setOpened(null)} />}
    </Surface>
  );
}

function useColumns(onResponse: (id: string) => void): Column<InvitationRow>[] {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  return [
    { key: "who", title: t("answers.who"), cell: (row) => (row.customer ? <CustomerLink id={row.customer} name={row.customer_name} /> : <Text size="sm">{t("answers.unknown")}</Text>) },
    { key: "state", title: t("column.state"), cell: (row) => <State row={row} onResponse={onResponse} /> },
    { key: "channel", title: t("asked.channel"), wide: true, cell: (row) => <Text size="sm">{row.channel ? t(`channel.${row.channel}`, { defaultValue: row.channel }) : "–"}</Text> },
    { key: "reminders", title: t("invited.reminders"), align: "right", wide: true, cell: (row) => <span className="fl-number">{number(Math.max(row.asks - 1, 0))}</span> },
    { key: "last", title: t("invited.last"), wide: true, cell: (row) => <TimeAgo at={row.last_at} /> },
    { key: "next", title: t("invited.next"), wide: true, cell: (row) => (row.next_at ? <TimeAgo at={row.next_at} /> : <span>–</span>) },
  ];
}

function State({ row, onResponse }: { row: InvitationRow; onResponse: (id: string) => void }) {
  const { t } = useTranslation("surveys");
  const { response } = row;
  return (
    <Group gap={6}>
      <Badge color={COLORS[row.state] ?? "gray"}>{t(`invited.state.${row.state}`)}</Badge>
      {row.dismissed_at && <Badge color="gray">{t("invited.dismissed")}</Badge>}
      {row.rule && (
        <Text size="xs" c="dimmed">
          {t(`rule.${row.rule}`, { defaultValue: row.reason })}
        </Text>
      )}
      {response && (
        <Text component="button" type="button" size="sm" bg="none" bd="none" c="var(--fl-accent-text)" style={{ cursor: "pointer", minHeight: 24 }} onClick={() => onResponse(response)}>
          {t("invited.answer")}
        </Text>
      )}
    </Group>
  );
}
