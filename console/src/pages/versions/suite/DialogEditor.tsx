import { Alert, Button, Group, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { post, put } from "@/api/client";
import { sentence } from "@/api/problems";
import { changed } from "@/api/queries";
import { type Dialog, LANGUAGES, type Turn } from "@/pages/versions/shapes";
import { TurnFields } from "@/pages/versions/suite/TurnFields";
import { sayDone } from "@/shared/confirm";

export type DialogDraft = Omit<Dialog, "id"> & { id?: string };
export const NEW_DIALOG: DialogDraft = { name: "", language: "zh-CN", channel: "webchat", turns: [{ say: "" }] };

/** What the customer says turn by turn, and what must come back. */
export function DialogEditor({ draft, onClose }: { draft: DialogDraft; onClose: () => void }) {
  const { t } = useTranslation("versions");
  const [dialog, setDialog] = useState(draft);
  const [problem, setProblem] = useState("");
  const setTurns = (turns: Turn[]) => setDialog({ ...dialog, turns });
  const save = async () => {
    const { id, ...body } = dialog;
    try {
      await (id ? put(`/bot-suite/dialogs/${id}`, body) : post("/bot-suite/dialogs", body));
      sayDone(t("dialogs.saved"));
      await changed("/bot-suite", "/bot-versions");
      onClose();
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <Modal opened size="xl" onClose={onClose} title={t(draft.id ? "dialogs.change" : "dialogs.new")} closeButtonProps={{ "aria-label": t("import.close") }}>
      <Stack gap="md">
        {problem && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        <Group grow>
          <TextInput label={t("dialogs.name")} required value={dialog.name} onChange={(event) => setDialog({ ...dialog, name: event.currentTarget.value })} />
          <NativeSelect
            label={t("questions.language")}
            value={dialog.language}
            data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
            onChange={(event) => setDialog({ ...dialog, language: event.currentTarget.value as Dialog["language"] })}
          />
        </Group>
        {dialog.turns.map((turn, place) => (
          <TurnFields
            key={place}
            place={place}
            turn={turn}
            onChange={(next) => setTurns(dialog.turns.map((one, at) => (at === place ? next : one)))}
            onRemove={dialog.turns.length > 1 ? () => setTurns(dialog.turns.filter((_, at) => at !== place)) : undefined}
          />
        ))}
        <Group justify="space-between">
          <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setTurns([...dialog.turns, { say: "" }])}>
            {t("dialogs.addTurn")}
          </Button>
          <Button onClick={() => void save()}>{t("dialogs.save")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
