// What an agent must know who takes over from the bot: why she was called, what was asked, tried and understood.
import { Badge, Group, List, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { components } from "@/api/schema";
import type { Page } from "@/api/shapes";
import { useReasonName } from "@/pages/bot/answers/RouteBadge";
import { useShares } from "@/pages/bot/answers/Answers";
import { TimeAgo } from "@/shared/TimeAgo";

type Handover = components["schemas"]["HandoverRow"];

// What is less probable than that only takes the eye away.
const LEAST = 0.1;

interface Guess {
  title: string;
  probability: number;
}

export function Briefing({ conversation, speaker }: { conversation: string; speaker: string }) {
  const { t } = useTranslation("advice");
  // Who speaks changes with a hand-over, so it is part of what is asked for.
  const { data } = useAnswer<Page<Handover>>(`/conversations/${conversation}/handovers`, { speaker });
  const reasonOf = useReasonName();
  const latest = data?.items[0];
  if (!latest || speaker === "bot") return null;
  const { briefing } = latest;
  return (
    <Paper component="section" withBorder radius="md" p="md" mb="md" bg="var(--fl-surface)">
      <Stack gap={8}>
        <Group justify="space-between" wrap="nowrap">
          <Title order={3} fz="sm">
            {t("handover")}
          </Title>
          <Text size="xs" c="dimmed">
            <TimeAgo at={latest.requested_at} />
          </Text>
        </Group>
        <Badge color="orange" variant="light">
          {reasonOf(latest.reason)}
        </Badge>
        <Words briefing={briefing} />
      </Stack>
    </Paper>
  );
}

function Words({ briefing }: { briefing: Record<string, unknown> }) {
  const { t, i18n } = useTranslation("advice");
  const { share } = useShares();
  const summary = (briefing.summary ?? {}) as Record<string, string>;
  const guesses = (briefing.guesses ?? []) as Guess[];
  const tried = (briefing.tried ?? []) as { title: string }[];
  const slots = Object.entries((briefing.slots ?? {}) as Record<string, unknown>);
  return (
    <>
      {summary[i18n.language] && <Text size="sm">{summary[i18n.language]}</Text>}
      {Boolean(briefing.evidence) && (
        <Text size="sm" c="dimmed">
          “{String(briefing.evidence)}”
        </Text>
      )}
      <Lines title={t("guesses")} lines={guesses.filter((one) => one.probability >= LEAST).slice(0, 3).map((one) => `${one.title} · ${share(one.probability)}`)} />
      <Lines title={t("tried")} lines={tried.map((one) => one.title)} />
      <Lines title={t("slots")} lines={slots.map(([name, value]) => `${name}: ${shown(value)}`)} />
      {Boolean(briefing.page) && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {t("page")} {String(briefing.page)}
        </Text>
      )}
    </>
  );
}

/** A slot may be kept with its own words beside its value. */
function shown(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const kept = value as Record<string, unknown>;
  return String(kept.shown ?? kept.value ?? JSON.stringify(value));
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <List size="sm" spacing={0}>
        {lines.map((one) => (
          <List.Item key={one}>{one}</List.Item>
        ))}
      </List>
    </div>
  );
}
