import { Badge, Group, Text } from "@mantine/core";
import { Users } from "lucide-react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/learning/Learning.module.css";
import { ConversationLink } from "@/pages/learning/Questions";
import type { Evidence } from "@/pages/learning/shapes";
import { EmptyState } from "@/shared/EmptyState";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const MOST = 12;

/** What colleagues answered after the bot could not. */
export function AnswerEvidence({ evidence }: { evidence: Evidence[] }) {
  const { t } = useTranslation("learning");
  return (
    <Surface title={t("evidence.title")}>
      {evidence.length === 0 && <EmptyState icon={Users} title={t("evidence.none")} text={t("evidence.noneText")} />}
      {evidence.slice(0, MOST).map((one) => (
        <div key={`${one.conversation} ${one.seq}`} className={classes.line}>
          <Text size="xs" c="dimmed">
            {one.question}
          </Text>
          <Text size="sm" className={classes.quote}>
            {one.text}
          </Text>
          <Group gap="sm" mt={4}>
            {one.is_chosen && <Badge variant="light">{t("evidence.chosen")}</Badge>}
            <Text size="xs" c="dimmed">
              {t("evidence.group", { n: one.group + 1 })} · <TimeAgo at={one.at} />
            </Text>
            <ConversationLink conversation={one.conversation} />
          </Group>
        </div>
      ))}
      {evidence.length > MOST && (
        <Text size="xs" c="dimmed" mt="sm">
          {t("evidence.more", { n: evidence.length - MOST })}
        </Text>
      )}
    </Surface>
  );
}
