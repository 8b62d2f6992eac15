import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ConsentState } from "@/api/shapes";
import { TimeAgo } from "@/shared/TimeAgo";

export function Consents({ consents }: { consents: ConsentState[] }) {
  const { t, i18n } = useTranslation("customers");
  if (consents.length === 0) return <Text size="sm" c="dimmed">{t("consents.none")}</Text>;
  const channel = (id: string) => (i18n.exists(`common:channel.${id}`) ? t(`common:channel.${id}`) : id);
  return (
    <Stack gap={8}>
      {consents.map((one) => {
        const given = one.state === "given" || one.state === "in";
        return (
          <Group key={`${one.channel}/${one.topic}`} justify="space-between" gap="sm">
            <Text size="sm">
              {channel(one.channel)}
              {one.topic ? ` · ${one.topic}` : ""}
            </Text>
            <Group gap={8}>
              <Badge color={given ? "teal" : "red"}>{t(given ? "consents.given" : "consents.withdrawn")}</Badge>
              <Text size="xs" c="dimmed">
                <TimeAgo at={one.at} />
              </Text>
            </Group>
          </Group>
        );
      })}
    </Stack>
  );
}
