import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Finding } from "@/pages/learning/shapes";

const HARD = new Set<Finding["kind"]>(["contradiction", "duplicate", "personal"]);

/** What a person should look at before she says yes. */
export function Findings({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation("learning");
  if (findings.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-label={t("finding.title")}>
      {findings.map((one) => (
        <Alert
          key={`${one.kind} ${one.article ?? ""} ${one.text ?? ""}`}
          color={HARD.has(one.kind) ? "red" : "yellow"}
          variant="light"
          icon={<TriangleAlert size={18} aria-hidden />}
          title={t(`finding.${one.kind}`)}
        >
          {one.article && (
            <Anchor component={Link} to={`/knowledge/${one.article}`} size="sm" underline="always" c="var(--fl-accent-text)">
              {one.title}
            </Anchor>
          )}
          {one.text && <Text size="sm">{one.text}</Text>}
          {(one.conflicts ?? []).map((conflict) => (
            <Text key={conflict.about} size="xs" c="dimmed">
              {t("finding.conflict", { first: conflict.first.join(", "), second: conflict.second.join(", ") })}
            </Text>
          ))}
        </Alert>
      ))}
    </Stack>
  );
}
