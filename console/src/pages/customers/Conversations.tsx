import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import type { ConversationRow } from "@/api/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { TimeAgo } from "@/shared/TimeAgo";

/** What was talked about with this customer, on whatever device. */
export function Conversations({ customer }: { customer: string }) {
  const { t } = useTranslation("customers");
  const pages = usePages<ConversationRow>("/conversations", { customer, box: "any", limit: 10 });
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={3} />;
  if (pages.rows.length === 0) return <Text size="sm" c="dimmed">{t("talks.none")}</Text>;
  return (
    <Stack gap={10}>
      {pages.rows.map((row) => (
        <Group key={row.id} justify="space-between" gap="sm" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Anchor
              component={Link}
              to={`/desk/${row.id}`}
              search={{ box: row.state === "open" ? "all" : "resolved" } as never}
              size="sm"
              lh="24px"
              display="block"
              className="fl-cut"
              c="var(--fl-accent-text)"
            >
              {row.last_text || t("talks.quiet")}
            </Anchor>
            <Text size="xs" c="dimmed">
              <TimeAgo at={row.last_at} /> {row.assignee_name && `· ${row.assignee_name}`}
            </Text>
          </div>
          <Badge color={row.state === "open" ? "indigo" : "gray"}>{t(`talks.${row.state}`)}</Badge>
        </Group>
      ))}
    </Stack>
  );
}
