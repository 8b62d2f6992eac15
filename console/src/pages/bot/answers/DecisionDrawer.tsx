import { Anchor, Drawer, Group, Progress, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useShares } from "@/pages/bot/answers/Answers";
import { RouteBadge, useReasonName } from "@/pages/bot/answers/RouteBadge";
import { Sureness } from "@/pages/bot/answers/Sureness";
import { WhyList } from "@/pages/bot/answers/WhyList";
import type { BotDecision } from "@/pages/bot/shapes";

export function DecisionDrawer({ decision, onClose }: { decision: BotDecision | null; onClose: () => void }) {
  const { t } = useTranslation("bot");
  return (
    <Drawer opened={decision !== null} onClose={onClose} position="right" title={t("answers.why")} closeButtonProps={{ "aria-label": t("common:close") }}>
      {decision && <Whole decision={decision} />}
    </Drawer>
  );
}

function Whole({ decision }: { decision: BotDecision }) {
  const { t } = useTranslation("bot");
  const { moment } = useFormats();
  const reasonOf = useReasonName();
  return (
    <Stack gap="md">
      <Text fw={600}>{decision.text}</Text>
      <Group gap="xs">
        <RouteBadge route={decision.route} />
        {decision.reason && <Text size="sm">{reasonOf(decision.reason)}</Text>}
        <Text size="xs" c="dimmed">
          {moment(decision.at)} · {t("answers.version", { number: decision.version })} · {t("answers.took", { ms: decision.ms })}
        </Text>
      </Group>
      {decision.said && <Text size="sm">{decision.said}</Text>}
      <WhyList why={decision.why} />
      <Guesses decision={decision} />
      <Anchor component={Link} to={`/desk/${decision.conversation}?box=all`} size="sm" c="var(--fl-accent-text)">
        {t("answers.open")}
      </Anchor>
    </Stack>
  );
}

/** The nearest answers as bars, with the line from which on the bot answers by itself. */
function Guesses({ decision }: { decision: BotDecision }) {
  const { t } = useTranslation("bot");
  const { share } = useShares();
  if (decision.guesses.length === 0) return null;
  return (
    <Stack gap={8}>
      <Text size="sm" fw={550}>
        {t("answers.guesses")}
      </Text>
      {decision.guesses.map((one) => (
        <div key={one.article}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" lineClamp={1}>
              {one.title || t("answers.unknownArticle")}
            </Text>
            <Text size="sm" className="fl-number">
              {share(one.probability)}
            </Text>
          </Group>
          <Progress value={one.probability * 100} size="sm" aria-label={one.title} />
        </div>
      ))}
      <Sureness decision={decision} />
    </Stack>
  );
}
