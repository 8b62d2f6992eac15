import { Anchor, Button, Center, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { MessageCircleQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import { useRights } from "@/app/session";
import classes from "@/pages/learning/Learning.module.css";
import type { GapQuestion } from "@/pages/learning/shapes";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { TimeAgo } from "@/shared/TimeAgo";

/** The questions themselves; each leads to its conversation for those who may read it. */
export function Questions({ gap }: { gap: string }) {
  const { t } = useTranslation("learning");
  const pages = usePages<GapQuestion>(`/learning/gaps/${gap}/questions`);
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={6} />;
  if (pages.rows.length === 0) return <EmptyState icon={MessageCircleQuestion} title={t("gap.noQuestions")} />;
  return (
    <div>
      {pages.rows.map((row) => (
        <Line key={row.decision} row={row} />
      ))}
      {pages.hasNextPage && (
        <Center pt="md">
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("common:table.more")}
          </Button>
        </Center>
      )}
    </div>
  );
}

function Line({ row }: { row: GapQuestion }) {
  const { t } = useTranslation("learning");
  return (
    <div className={classes.line}>
      <Text size="sm" className={classes.quote}>
        {row.text}
      </Text>
      <Group gap="sm">
        <Text size="xs" c="dimmed">
          {t(`reason.${row.reason}`)} · <TimeAgo at={row.at} />
        </Text>
        <ConversationLink conversation={row.conversation} />
      </Group>
    </div>
  );
}

export function ConversationLink({ conversation }: { conversation: string }) {
  const { t } = useTranslation("learning");
  const may = useRights();
  if (!may("desk.read")) return null;
  return (
    <Anchor component={Link} to={`/desk/${conversation}`} size="xs" className={classes.target} c="var(--fl-accent-text)">
      {t("gap.conversation")}
    </Anchor>
  );
}
