// A colleague saved first: whose words stay is decided here, and both stay in the history.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Editing } from "@/pages/knowledge/useArticle";

export function NewerDialog({ editing }: { editing: Editing }) {
  const { t } = useTranslation("knowledge");
  const { newer } = editing;
  if (!newer) return null;
  const author = newer.author || t("newer.somebody");
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t("newer.title")}>
      <Stack gap="sm">
        <Text size="sm">{t("newer.text", { author, n: newer.revision })}</Text>
        <Text size="sm" c="dimmed">
          {t("newer.both")}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={editing.keepMine}>
            {t("newer.mine")}
          </Button>
          <Button data-autofocus onClick={editing.takeTheirs}>
            {t("newer.theirs")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
