import { Button, Stack, Text, ThemeIcon } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { sentence } from "@/api/problems";

export function ErrorState({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center" role="alert">
      <ThemeIcon size={52} radius="xl" variant="light" color="red" mb={6}>
        <TriangleAlert size={24} strokeWidth={1.7} aria-hidden />
      </ThemeIcon>
      <Text fw={600}>{t("error.title")}</Text>
      <Text c="dimmed" size="sm" maw={480}>
        {sentence(error)}
      </Text>
      {onAgain && (
        <Button variant="default" mt="xs" onClick={onAgain}>
          {t("error.again")}
        </Button>
      )}
    </Stack>
  );
}
