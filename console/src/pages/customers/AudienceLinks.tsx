import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Customer } from "@/api/shapes";
import { TimeAgo } from "@/shared/TimeAgo";

export function AudienceLinks({ audiences }: { audiences: Customer["audiences"] }) {
  const { t } = useTranslation("customers");
  if (audiences.length === 0) return <Text size="sm" lh="24px" display="inline-block" miw={24} c="dimmed">{t("audiences.none")}</Text>;
  return (
    <Stack gap={8}>
      {audiences.map((audience) => (
        <Group key={audience.id} justify="space-between" gap="sm">
          <Anchor component={Link} to={`/audiences/${audience.id}`} size="sm" lh="24px" display="inline-block" miw={24} c="var(--fl-accent-text)">
            {audience.name}
          </Anchor>
          <Text size="xs" c="dimmed">
            <TimeAgo at={audience.since} />
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
