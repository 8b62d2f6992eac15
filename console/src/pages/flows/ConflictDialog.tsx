// Two people drew on the same flow: who saved later decides whose stays. It does not close before she has decided.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useEditing } from "@/pages/flows/editing";

export function ConflictDialog() {
  const { t } = useTranslation("flows");
  const { number } = useFormats();
  const { draft } = useEditing();
  const { conflict } = draft;
  if (!conflict) return null;
  const author = conflict.author || t("conflict.somebody");
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t("conflict.title")}>
      <Stack gap="sm">
        <Text size="sm">{t("conflict.text", { author })}</Text>
        <Text size="sm" c="dimmed">
          {t("conflict.sizes", { theirs: number(conflict.graph.steps.length), mine: number(draft.graph.steps.length) })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={draft.keepMine}>
            {t("conflict.mine")}
          </Button>
          <Button data-autofocus onClick={draft.takeTheirs}>
            {t("conflict.theirs", { author })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
