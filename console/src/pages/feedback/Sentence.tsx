import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useRights } from "@/app/session";
import classes from "@/pages/feedback/Feedback.module.css";
import { FeelingMenu } from "@/pages/feedback/FeelingMenu";
import { Marked } from "@/pages/feedback/Marked";
import { COLOR, type Unit } from "@/pages/feedback/shapes";
import { useNames } from "@/pages/feedback/useNames";
import type { Wish } from "@/pages/feedback/wish";
import { CustomerLink } from "@/shared/CustomerLink";
import { TimeAgo } from "@/shared/TimeAgo";

/** What somebody said, with the clause that counts marked, and what is known of it. */
export function Sentence({ unit, wish }: { unit: Unit; wish: Wish }) {
  const { t } = useTranslation("feedback");
  const may = useRights();
  const { topicOf, topics } = useNames();
  return (
    <li className={classes.sentence}>
      <Group justify="space-between" gap="xs" mb={4}>
        {unit.customer ? <CustomerLink id={unit.customer} name={unit.customer_name} /> : <Text size="sm">{t("common:someone")}</Text>}
        <Text size="xs" c="dimmed">
          <TimeAgo at={unit.at} />
        </Text>
      </Group>
      <Marked unit={unit} wish={wish} />
      <Group gap={6} mt={8}>
        {may("survey.write") ? <FeelingMenu unit={unit} /> : <FeelingBadge unit={unit} />}
        <Score unit={unit} />
        <Waited unit={unit} />
        {unit.topics
          .filter((id) => topics.some((one) => one.id === id))
          .map((id) => (
            <Badge key={id} color="indigo" variant="light" className={classes.badge}>
              {topicOf(id)}
            </Badge>
          ))}
      </Group>
      <Source unit={unit} />
    </li>
  );
}

function FeelingBadge({ unit }: { unit: Unit }) {
  const { t } = useTranslation("feedback");
  return (
    <Badge color={COLOR[unit.sentiment] ?? "gray"} variant="light">
      {t(`feeling.${unit.sentiment}`)}
    </Badge>
  );
}

function Score({ unit }: { unit: Unit }) {
  const { t } = useTranslation("feedback");
  if (unit.score_value === null) return null;
  const color = { low: "red", high: "teal" }[unit.score_group] ?? "gray";
  return (
    <Badge color={color} variant="light">
      {t(`scoreOf.${unit.score_kind}`, { value: unit.score_value, defaultValue: t("scoreOf.other", { value: unit.score_value }) })}
    </Badge>
  );
}

function Waited({ unit }: { unit: Unit }) {
  const { waitedOf } = useNames();
  if (!unit.waited_seconds || unit.waited_seconds < 60) return null;
  return (
    <Badge color="orange" variant="light">
      {waitedOf(unit.waited_seconds)}
    </Badge>
  );
}

/** Where it was said: the survey's question, or the conversation itself. */
function Source({ unit }: { unit: Unit }) {
  const { t } = useTranslation("feedback");
  const { titleOf, surveyOf } = useNames();
  if (unit.conversation) {
    return (
      <Anchor component={Link} to={`/desk/${unit.conversation}`} size="xs" className={classes.source}>
        {t("toConversation")}
      </Anchor>
    );
  }
  return (
    <Text size="xs" c="dimmed" mt={6}>
      {surveyOf(unit.survey ?? "")} · {titleOf(unit.question, unit.survey)}
    </Text>
  );
}
