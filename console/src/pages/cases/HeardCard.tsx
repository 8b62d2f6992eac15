import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/pages/cases/Cases.module.css";
import type { Sheet } from "@/pages/cases/shapes";
import { Surface } from "@/shared/Surface";

/** What she said, and what is suggested. */
export function HeardCard({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation("cases");
  const { heard } = sheet;
  return (
    <Surface title={t("heard")} aside={heard.survey_name ? <Text size="sm" c="dimmed">{heard.survey_name}</Text> : undefined}>
      <Stack gap="sm">
        <Group gap="xs">
          {(heard.scores ?? []).map((one) => (
            <Badge key={one.question} size="lg" variant="light" tt="none">
              {one.kind.toUpperCase()} {one.value}
            </Badge>
          ))}
          {(heard.aspects ?? []).map((one) => (
            <Badge key={one.name} variant="light" tt="none" color={one.sentiment === "negative" ? "red" : "gray"}>
              {one.name}
            </Badge>
          ))}
        </Group>
        {(heard.texts ?? []).map((text) => (
          <Text key={text} size="sm" className={classes.quote}>
            {text}
          </Text>
        ))}
        {heard.page && (
          <Text size="xs" c="dimmed" className="fl-cut">
            {t("page")}: {heard.page}
          </Text>
        )}
        {sheet.remedy && (
          <Text size="sm">
            <strong>{t("suggested")}</strong> {sheet.remedy}
          </Text>
        )}
        {sheet.root_cause && (
          <Text size="sm">
            <strong>{t("rootCause")}</strong> {sheet.root_cause}
          </Text>
        )}
        {sheet.outcome && (
          <Text size="sm">
            <strong>{t("outcome")}</strong> {sheet.outcome}
          </Text>
        )}
      </Stack>
    </Surface>
  );
}
