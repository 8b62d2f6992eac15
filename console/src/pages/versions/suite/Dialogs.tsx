import { ActionIcon, Button, Group, List, Text } from "@mantine/core";
import { MessagesSquare, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { remove } from "@/api/client";
import { changed, useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useRights } from "@/app/session";
import type { Dialog } from "@/pages/versions/shapes";
import { DialogEditor, type DialogDraft, NEW_DIALOG } from "@/pages/versions/suite/DialogEditor";
import { Confirm } from "@/shared/confirm";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

/** Conversations written down beforehand, each with what the bot must do in every turn. */
export function Dialogs() {
  const { t, i18n } = useTranslation("versions");
  const may = useRights();
  const [edited, setEdited] = useState<DialogDraft | null>(null);
  const { data, error, refetch } = useAnswer<Page<Dialog>>("/bot-suite/dialogs");
  const start = () => setEdited({ ...NEW_DIALOG, language: i18n.language as Dialog["language"] });
  const add = may("bot.write") && (
    <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={start}>
      {t("dialogs.new")}
    </Button>
  );
  return (
    <Surface title={t("dialogs.title")} aside={add}>
      <Text size="sm" c="dimmed" mb="md">
        {t("dialogs.text")}
      </Text>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={3} />}
      {data?.items.length === 0 && <EmptyState icon={MessagesSquare} title={t("dialogs.empty")} text={t("dialogs.emptyText")} />}
      <List listStyleType="none" spacing={4}>
        {data?.items.map((one) => (
          <List.Item key={one.id} styles={{ itemWrapper: { display: "block" }, itemLabel: { display: "block" } }}>
            <Row dialog={one} mayWrite={may("bot.write")} onEdit={() => setEdited(one)} />
          </List.Item>
        ))}
      </List>
      {edited && <DialogEditor draft={edited} onClose={() => setEdited(null)} />}
    </Surface>
  );
}

function Row({ dialog, mayWrite, onEdit }: { dialog: Dialog; mayWrite: boolean; onEdit: () => void }) {
  const { t } = useTranslation("versions");
  const yes = () => remove(`/bot-suite/dialogs/${dialog.id}`).then(() => changed("/bot-suite", "/bot-versions"));
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} truncate>
          {dialog.name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {t("dialogs.turns", { n: dialog.turns.length })} · {dialog.turns[0]?.say ?? ""}
        </Text>
      </div>
      {mayWrite && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="subtle" color="gray" aria-label={t("dialogs.edit", { name: dialog.name })} onClick={onEdit}>
            <Pencil size={16} aria-hidden />
          </ActionIcon>
          <Confirm title={t("dialogs.delete")} text={dialog.name} verb={t("questions.deleteVerb")} onYes={yes}>
            {(open) => (
              <ActionIcon variant="subtle" color="gray" aria-label={t("questions.deleteOne", { text: dialog.name })} onClick={open}>
                <Trash2 size={16} aria-hidden />
              </ActionIcon>
            )}
          </Confirm>
        </Group>
      )}
    </Group>
  );
}
