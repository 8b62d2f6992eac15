// One finding: the two articles side by side, what is alike, and what they claim differently.
import { Anchor, Badge, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/knowledge/Knowledge.module.css";
import type { Finding } from "@/pages/knowledge/shapes";
import { Surface } from "@/shared/Surface";

export function FindingCard({ finding }: { finding: Finding }) {
  const { t } = useTranslation("knowledge");
  const { percent } = useFormats();
  const isError = finding.severity === "error";
  return (
    <Surface>
      <Group gap={8} mb="xs">
        <Badge color={isError ? "red" : "orange"}>{t(`checks.severity.${finding.severity}`)}</Badge>
        <Text size="sm" fw={600} component="h2" m={0}>
          {t(`checks.kind.${finding.kind}`)}
        </Text>
        {finding.kind === "near_duplicate" && (
          <Text size="xs" c="dimmed">
            {t("checks.alike", { share: percent(finding.likeness) })}
          </Text>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {t(`checks.meaning.${finding.kind}`)}
        {finding.apart && ` ${t(`checks.apart.${finding.apart}`)}`}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {finding.sides.map((side, place) => (
          <Side key={`${side.article}-${side.language}-${place}`} side={side} />
        ))}
      </SimpleGrid>
      {finding.conflicts.length > 0 && (
        <Stack gap={4} mt="md">
          {finding.conflicts.map((conflict) => (
            <Text key={conflict.about} size="sm">
              {t(`checks.about.${conflict.about}`, { defaultValue: conflict.about })}: <mark className={classes.claim}>{conflict.first.join(", ")}</mark> ↔{" "}
              <mark className={classes.claim}>{conflict.second.join(", ")}</mark>
            </Text>
          ))}
        </Stack>
      )}
    </Surface>
  );
}

function Side({ side }: { side: Finding["sides"][number] }) {
  const { t } = useTranslation("knowledge");
  return (
    <Stack gap={4} style={{ minWidth: 0 }}>
      <Group gap={8}>
        <Anchor component={Link} to={`/knowledge/${side.article}`} size="sm" fw={600} c="var(--fl-accent-text)" py={3}>
          {side.title || t("noTitle")}
        </Anchor>
        <Badge color="gray">{t(`short.${side.language}`)}</Badge>
        {side.is_in_force ? <Badge color="teal">{t("state.approved")}</Badge> : <Badge color="gray">{t("state.draft")}</Badge>}
      </Group>
      {side.phrasing && <Text size="sm">{t("quoted", { text: side.phrasing })}</Text>}
      {side.answer && (
        <Text size="sm" c="dimmed" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {side.answer}
        </Text>
      )}
    </Stack>
  );
}
