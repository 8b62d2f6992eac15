import { ActionIcon, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { Paperclip, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post } from "@/api/client";
import { useFormats } from "@/i18n/format";
import { type Attachment, type StoredFile, withRow } from "@/pages/knowledge/shapes";
import { sayFailed } from "@/shared/confirm";

interface AttachmentRowsProps {
  attachments: Attachment[];
  onChange: (attachments: Attachment[]) => void;
}

export function AttachmentRows({ attachments, onChange }: AttachmentRowsProps) {
  const { t } = useTranslation("knowledge");
  const { number } = useFormats();
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t("files.title")}
      </Text>
      {attachments.map((file, place) => (
        <Group key={file.id} gap={6} wrap="nowrap">
          <Paperclip size={14} aria-hidden />
          <Text size="sm" style={{ flex: 1, minWidth: 0 }} truncate>
            {file.name}
          </Text>
          <Text size="xs" c="dimmed">
            {t("files.size", { size: number(Math.max(1, Math.round(file.size / 1000))) })}
          </Text>
          <ActionIcon variant="subtle" color="gray" aria-label={t("files.remove", { name: file.name })} onClick={() => onChange(withRow(attachments, place, null))}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {attachments.length < 10 && <Upload label={t("files.add")} onFile={(file) => onChange([...attachments, file])} />}
    </Stack>
  );
}

export function Upload({ label, accept, onFile }: { label: string; accept?: string; onFile: (file: StoredFile) => void }) {
  const [busy, setBusy] = useState(false);
  const send = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    try {
      onFile(await post<StoredFile>("/article-files", file, { name: file.name }));
    } catch (error) {
      sayFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group>
      <FileButton onChange={(file) => void send(file)} accept={accept ?? "*"}>
        {(props) => (
          <Button {...props} variant="subtle" size="xs" loading={busy} leftSection={<Paperclip size={14} aria-hidden />}>
            {label}
          </Button>
        )}
      </FileButton>
    </Group>
  );
}
