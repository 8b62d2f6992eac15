import { Paper, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useShares } from "@/pages/bot/answers/Answers";
import classes from "@/pages/bot/Bot.module.css";
import type { BotShare } from "@/pages/bot/shapes";

/** A share as a dot on its 95 % interval; a share of nothing says so instead of drawing a zero. */
export function ShareCard({ name, share: one }: { name: string; share: BotShare }) {
  const { t } = useTranslation("bot");
  const { number } = useFormats();
  const { share } = useShares();
  const title = t(`share.${name}`);
  return (
    <Paper component="section" withBorder radius="lg" p="lg" bg="var(--fl-surface)">
      <Text size="sm" fw={550}>
        {title}
      </Text>
      <Text className="fl-number" fz={26} fw={650} lh={1.3}>
        {one.value === null ? t("figures.none") : share(one.value)}
      </Text>
      {one.value !== null && <Axis share={one} label={title} />}
      <Text size="xs" c="dimmed" mb={4}>
        {t(`shareText.${name}`)}
      </Text>
      {one.of > 0 && (
        <Text size="xs" component={Link} to={`/bot/answers?${new URLSearchParams(one.filter)}`} c="var(--fl-accent-text)" lh="24px" display="inline-block">
          {t("figures.of", { part: number(one.count), whole: number(one.of) })}
        </Text>
      )}
    </Paper>
  );
}

function Axis({ share: one, label }: { share: BotShare; label: string }) {
  const { t } = useTranslation("bot");
  const { share } = useShares();
  const low = (one.low ?? 0) * 100;
  const high = (one.high ?? 1) * 100;
  const words = t("figures.interval", { low: share(one.low), high: share(one.high), n: one.of });
  return (
    <>
      <div className={classes.axis} role="img" aria-label={`${label}: ${words}`}>
        <div className={classes.rule} />
        <div className={classes.span} style={{ left: `${low}%`, width: `${high - low}%` }} />
        <div className={classes.dot} style={{ left: `${(one.value ?? 0) * 100}%` }} />
      </div>
      <Text size="xs" c="dimmed" className="fl-number">
        {words}
      </Text>
    </>
  );
}
