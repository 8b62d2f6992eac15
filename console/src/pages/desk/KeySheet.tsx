import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

const KEYS = ["J", "K", "E", "R", "N", "A", "Alt 1", "/", "?", "Ctrl K"] as const;
const NAMES: Record<(typeof KEYS)[number], string> = {
  J: "next",
  K: "previous",
  E: "resolve",
  R: "reply",
  N: "note",
  A: "take",
  "Alt 1": "suggestion",
  "/": "search",
  "?": "sheet",
  "Ctrl K": "everything",
};

export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("desk");
  return (
    <Modal opened={opened} onClose={onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Stack gap="xs">
        {KEYS.map((key) => (
          <Group key={key} justify="space-between">
            <Text size="sm">{t(`keys.${NAMES[key]}`)}</Text>
            <Kbd>{key}</Kbd>
          </Group>
        ))}
        <Text size="xs" c="dimmed" mt="sm">
          {t("keys.hint")}
        </Text>
      </Stack>
    </Modal>
  );
}
