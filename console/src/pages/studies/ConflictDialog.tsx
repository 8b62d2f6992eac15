// Two people drew on the same study: who saved later decides whose stays. It does not close before she has decided.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePlanning } from "@/pages/studies/planning";

export function ConflictDialog() {
  const { t } = useTranslation("studies");
  const { draft } = usePlanning();
  const { conflict } = draft;
  if (!conflict) return null;
  const author = conflict.author || t("conflict.somebody");
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t("conflict.title")}>
      <Stack gap="sm">
        <Text size="sm">{t("conflict.text", { author })}</Text>
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
