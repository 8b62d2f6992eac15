import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Grey lines in the place of what is on its way. */
export function Loading({ lines = 5, height = 18 }: { lines?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md" py="md" role="status">
      <VisuallyHidden>{t("loading")}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height} width={`${96 - ((line * 17) % 40)}%`} radius="sm" />
      ))}
    </Stack>
  );
}
