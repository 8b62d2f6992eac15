import { Group, Progress, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { useFormats } from "@/i18n/format";
import { useShares } from "@/pages/bot/answers/Answers";
import type { BotShare } from "@/pages/bot/shapes";

/** Shares of one whole as bars below each other; each opens what it counts. */
export function ShareRows({ rows }: { rows: { name: string; share: BotShare }[] }) {
  const { number } = useFormats();
  const { share } = useShares();
  return (
    <Stack gap="sm">
      {rows.map((row) => (
        <div key={row.name}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" component={Link} to={`/bot/answers?${new URLSearchParams(row.share.filter)}`} c="var(--fl-accent-text)" lh="24px" miw={44}>
              {row.name}
            </Text>
            <Text size="sm" className="fl-number">
              {number(row.share.count)} · {share(row.share.value)}
            </Text>
          </Group>
          <Progress value={(row.share.value ?? 0) * 100} aria-label={row.name} />
        </div>
      ))}
    </Stack>
  );
}
