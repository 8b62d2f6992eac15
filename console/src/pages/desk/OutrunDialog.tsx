// The customer wrote while the agent was typing: show it, then let the agent decide.
import { Button, Group, Modal, Paper, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import type { Message } from "@/api/shapes";
import { appendMessage, rereadThread } from "@/pages/desk/cache";
import { forget, sendNow, useUnsent } from "@/pages/desk/outbox";
import { putBack } from "@/pages/desk/drafts";
import { textOf } from "@/pages/desk/thread";

export function OutrunDialog({ conversation, newest }: { conversation: string; newest: Message[] }) {
  const { t } = useTranslation("desk");
  const entry = useUnsent(conversation).find((one) => one.state === "outrun");
  const cid = entry?.cid;
  useEffect(() => {
    if (cid) rereadThread(conversation);
  }, [cid, conversation]);
  if (!entry) return null;
  const since = newest.filter((message) => message.seq > entry.seen_seq && message.type !== "system");
  const anyway = () => void sendNow({ ...entry, seen_seq: newest.at(-1)?.seq ?? entry.seen_seq }, appendMessage);
  const edit = () => {
    putBack(conversation, entry.text);
    forget(entry.cid);
  };
  return (
    <Modal opened onClose={edit} title={t("outrun.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Stack gap="sm">
        {since.map((message) => (
          <Paper key={message.seq} withBorder p="sm">
            <Text size="xs" c="dimmed">
              {message.sender.name || t(`sender.${message.sender.kind}`)}
            </Text>
            <Text size="sm">{textOf(message)}</Text>
          </Paper>
        ))}
        <Text size="sm" c="dimmed">
          {t("outrun.yours")}
        </Text>
        <Text size="sm">{entry.text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={edit}>
            {t("outrun.edit")}
          </Button>
          <Button onClick={anyway}>{t("outrun.anyway")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
