import { Badge, Group, List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { DialogResult } from "@/pages/versions/shapes";
import { Surface } from "@/shared/Surface";

/** How each dialog of the suite went, and at which turn it went wrong. */
export function DialogResults({ results }: { results: DialogResult[] }) {
  const { t } = useTranslation("versions");
  return (
    <Surface title={t("dialogs.title")}>
      <List listStyleType="none" spacing="sm">
        {results.map((one) => (
          <List.Item key={one.id}>
            <Group gap="sm" wrap="wrap">
              <Badge color={one.passed ? "teal" : "red"}>{t(one.passed ? "dialogs.passed" : "dialogs.failed")}</Badge>
              <Text size="sm" fw={600}>
                {one.name}
              </Text>
              {!one.passed && (
                <Text size="sm" c="dimmed">
                  {t("dialogs.problem", { turn: one.failed_turn ?? 1, problem: one.problem })}
                </Text>
              )}
            </Group>
          </List.Item>
        ))}
      </List>
    </Surface>
  );
}
