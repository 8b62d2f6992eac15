import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type QuickReply, withRow } from "@/pages/knowledge/shapes";
import { TapSelect } from "@/pages/knowledge/TapSelect";

interface QuickReplyRowsProps {
  replies: QuickReply[];
  onChange: (replies: QuickReply[]) => void;
}

export function QuickReplyRows({ replies, onChange }: QuickReplyRowsProps) {
  const { t } = useTranslation("knowledge");
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t("replies.title")}
      </Text>
      {replies.map((reply, place) => (
        <Group key={place} gap={6} wrap="nowrap">
          <TextInput
            style={{ flex: 1, minWidth: 0 }}
            aria-label={t("replies.label")}
            placeholder={t("replies.label")}
            value={reply.label}
            maxLength={100}
            onChange={(event) => onChange(withRow(replies, place, { ...reply, label: event.currentTarget.value }))}
          />
          <TapSelect tap={reply.tap} without={t("tap.words")} onChange={(tap) => onChange(withRow(replies, place, { ...reply, tap }))} />
          <ActionIcon variant="subtle" color="gray" aria-label={t("replies.remove")} onClick={() => onChange(withRow(replies, place, null))}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {replies.length < 10 && (
        <Group>
          <Button variant="subtle" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange([...replies, { label: "", tap: null }])}>
            {t("replies.add")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
