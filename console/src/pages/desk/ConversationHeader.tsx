import { ActionIcon, Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import { ArrowLeft, Check, RotateCcw, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";

import { post, remove } from "@/api/client";
import type { ConversationRow } from "@/api/shapes";
import { useRights } from "@/app/session";
import { AssignMenu } from "@/pages/desk/AssignMenu";
import { patchRow, rereadRow } from "@/pages/desk/cache";
import classes from "@/pages/desk/Desk.module.css";
import { Rating } from "@/pages/desk/Rating";
import { SpeakerBadge } from "@/pages/desk/SpeakerBadge";
import { SpeakerButton } from "@/pages/desk/SpeakerButton";
import { useDeskKeys } from "@/pages/desk/useDeskKeys";
import { sayDone, sayFailed } from "@/shared/confirm";
import { Loading } from "@/shared/Loading";

interface ConversationHeaderProps {
  id: string;
  row: ConversationRow | undefined;
  me: string;
  onBack: () => void;
  onCustomer: () => void;
}

export function ConversationHeader({ id, row, me, onBack, onCustomer }: ConversationHeaderProps) {
  const { t } = useTranslation("desk");
  const may = useRights();
  const act = async (change: Promise<ConversationRow>, words: string) => {
    try {
      patchRow(await change, me);
      sayDone(words);
    } catch (error) {
      sayFailed(error);
      void rereadRow(id, me);
    }
  };
  const resolve = () => void act(post<ConversationRow>(`/conversations/${id}/resolution`), t("resolved"));
  const reopen = () => void act(remove<ConversationRow>(`/conversations/${id}/resolution`), t("reopened"));
  const assign = (assignee: string | null) =>
    void act(
      // Only if the one we see still has it: two agents who take the same conversation must not both believe it.
      post<ConversationRow>(`/conversations/${id}/assignment`, { assignee, expected: row?.assignee ?? null }),
      t(assignee ? "assigned" : "released"),
    );
  const open = row?.state === "open";
  const writes = may("desk.write");
  useDeskKeys(writes ? { e: open ? resolve : undefined, a: () => assign(me) } : {});

  return (
    <header className={classes.head}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("common:back")} onClick={onBack} hiddenFrom="sm">
        <ArrowLeft size={19} aria-hidden />
      </ActionIcon>
      <div className={classes.headText}>{row ? <Who row={row} /> : <Loading lines={1} />}</div>
      <Group gap={8} wrap="nowrap">
        {writes && row && <SpeakerButton row={row} act={(change, words) => void act(change, words)} />}
        {writes && <AssignMenu row={row} me={me} onAssign={assign} />}
        {writes && row && <ResolveButton open={open} onResolve={resolve} onReopen={reopen} />}
        <ActionIcon variant="default" size={36} aria-label={t("customer")} onClick={onCustomer} className={classes.toCustomer}>
          <UserRound size={17} aria-hidden />
        </ActionIcon>
      </Group>
    </header>
  );
}

function Who({ row }: { row: ConversationRow }) {
  const { t, i18n } = useTranslation("desk");
  const channel = `common:channel.${row.channel}`;
  return (
    <>
      <Group className={classes.headName}>
        <Text fw={650} className="fl-cut">
          {row.customer_name || t("common:someone")}
        </Text>
        {row.state === "resolved" && <Badge color="teal">{t("state.resolved")}</Badge>}
        <SpeakerBadge row={row} />
        {row.rating !== null && <Rating value={row.rating} />}
      </Group>
      <Text size="xs" c="dimmed" className="fl-cut">
        {i18n.exists(channel) ? t(channel) : row.channel} · {row.assignee_name ?? t(row.speaker === "bot" ? "sender.bot" : "nobody")}
      </Text>
    </>
  );
}

function ResolveButton({ open, onResolve, onReopen }: { open: boolean; onResolve: () => void; onReopen: () => void }) {
  const { t } = useTranslation("desk");
  const Icon = open ? Check : RotateCcw;
  return (
    <Tooltip label={open ? "E" : t("reopen")}>
      <Button
        variant={open ? "filled" : "default"}
        leftSection={<Icon size={16} aria-hidden />}
        onClick={open ? onResolve : onReopen}
        className={classes.resolve}
      >
        {t(open ? "resolve" : "reopen")}
      </Button>
    </Tooltip>
  );
}
