import { Text } from "@mantine/core";
import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";

/** What the customer gave, of five. */
export function Rating({ value }: { value: number }) {
  const { t } = useTranslation("desk");
  return (
    <Text component="span" size="xs" c="dimmed" aria-label={t("rated", { value })} role="img" style={{ whiteSpace: "nowrap" }}>
      <Star size={12} fill="currentColor" aria-hidden style={{ verticalAlign: -1 }} /> {value}/5
    </Text>
  );
}
