import { Badge, Group, Text } from "@mantine/core";
import { Clock3 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ConversationRow } from "@/api/shapes";
import { ChannelMark } from "@/pages/desk/ChannelMark";
import classes from "@/pages/desk/Desk.module.css";
import { Rating } from "@/pages/desk/Rating";
import { SpeakerBadge } from "@/pages/desk/SpeakerBadge";
import { Face } from "@/shared/Face";
import { TimeAgo } from "@/shared/TimeAgo";

interface ConversationOptionProps {
  row: ConversationRow;
  top: number;
  place: number;
  total: number;
  selected: boolean;
  onOpen: (id: string) => void;
}

export function ConversationOption({ row, top, place, total, selected, onOpen }: ConversationOptionProps) {
  const { t } = useTranslation("desk");
  return (
    // The listbox above takes the keys; an option is only clicked.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={`conversation-${row.id}`}
      role="option"
      aria-selected={selected}
      aria-posinset={place}
      aria-setsize={total}
      className={classes.option}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(row.id)}
    >
      <div className={classes.face}>
        <Face id={row.customer ?? row.id} name={row.customer_name} />
        <ChannelMark channel={row.channel} />
      </div>
      <div className={classes.optionText}>
        <Text fw={row.unread > 0 ? 700 : 600} size="sm" className="fl-cut">
          {row.customer_name || t("common:someone")}
        </Text>
        <Text size="sm" c="dimmed" className="fl-cut">
          {row.last_text ?? t("noText")}
        </Text>
        {row.speaker === "bot" || row.handover_reason ? (
          <Group gap={6} wrap="nowrap">
            <SpeakerBadge row={row} />
            {row.assignee_name && <Owner name={row.assignee_name} />}
          </Group>
        ) : (
          <Owner name={row.assignee_name ?? t("nobody")} />
        )}
      </div>
      <div className={classes.optionEnd}>
        <Text size="xs" c="dimmed">
          <TimeAgo at={row.last_at} />
        </Text>
        {row.waiting_since && row.state === "open" && <Waiting since={row.waiting_since} />}
        {row.rating !== null && <Rating value={row.rating} />}
        {row.unread > 0 && (
          <Badge variant="filled" color="red.8" size="sm" circle aria-label={t("unread", { count: row.unread })}>
            {row.unread > 9 ? "9+" : row.unread}
          </Badge>
        )}
      </div>
    </div>
  );
}

function Owner({ name }: { name: string }) {
  return (
    <Text size="xs" c="dimmed" className="fl-cut">
      {name}
    </Text>
  );
}

function Waiting({ since }: { since: string }) {
  const { t } = useTranslation("desk");
  return (
    <Text size="xs" c="var(--fl-bad)" fw={600} className={classes.waiting}>
      <Clock3 size={12} aria-label={t("waiting")} />
      <TimeAgo at={since} />
    </Text>
  );
}
