// Several honest figures instead of one; each opens the decisions it counts.
import { Alert, Anchor, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Gauge, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { useShares } from "@/pages/bot/answers/Answers";
import { useReasonName } from "@/pages/bot/answers/RouteBadge";
import classes from "@/pages/bot/Bot.module.css";
import { ShareCard } from "@/pages/bot/figures/ShareCard";
import { ShareRows } from "@/pages/bot/figures/ShareRows";
import type { BotFigures } from "@/pages/bot/shapes";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

const SPANS = ["7", "30", "90"];
const CARDS = ["coverage", "answered", "precision", "confirmed", "recontact", "handed_over"] as const;
const ROUTES = ["answered", "buttons", "not_understood"] as const;

export default function Figures() {
  const { t } = useTranslation("bot");
  const navigate = useNavigate();
  const { days = "30" } = useSearch({ strict: false }) as { days?: string | number };
  const { data, error, refetch } = useAnswer<BotFigures>("/bot-figures", { days });
  const spans = SPANS.map((value) => ({ value, label: t("figures.days", { n: value }) }));
  const go = (next: string) => void navigate({ to: "/bot/figures", search: { days: next } as never, replace: true });
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t("figures.text")}
        </Text>
        <SegmentedControl size="xs" aria-label={t("figures.span")} data={spans} value={String(days)} onChange={go} />
      </Group>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={8} />}
      {data && <Drawn figures={data} />}
    </Stack>
  );
}

function Drawn({ figures }: { figures: BotFigures }) {
  const { t } = useTranslation("bot");
  const reasonOf = useReasonName();
  const { number } = useFormats();
  if (figures.questions + figures.taps === 0) {
    return (
      <Surface>
        <EmptyState icon={Gauge} title={t("figures.empty")} text={t("figures.emptyText")} />
      </Surface>
    );
  }
  return (
    <>
      {figures.roll_back && <RollBack advice={figures.roll_back} />}
      <div className={classes.figures}>
        {CARDS.map((name) => (
          <ShareCard key={name} name={name} share={figures[name]} />
        ))}
      </div>
      <Surface title={t("figures.routes")}>
        <Text size="sm" c="dimmed" mb="md">
          {t("figures.counts", { questions: number(figures.questions), taps: number(figures.taps), conversations: number(figures.conversations) })}
        </Text>
        <ShareRows rows={ROUTES.map((name) => ({ name: t(`share.${name}`), share: figures[name] }))} />
      </Surface>
      {figures.reasons.length > 0 && (
        <Surface title={t("figures.reasons")}>
          <ShareRows rows={figures.reasons.map((one) => ({ name: reasonOf(one.reason), share: one.share }))} />
        </Surface>
      )}
    </>
  );
}

function RollBack({ advice }: { advice: NonNullable<BotFigures["roll_back"]> }) {
  const { t } = useTranslation("bot");
  const { share } = useShares();
  return (
    <Alert color="red" variant="light" icon={<TriangleAlert size={18} aria-hidden />}>
      {t("figures.rollback")} {t("answers.version", { number: advice.version })}: {share(advice.precision.value)} · {t("figures.target", { value: share(advice.target) })}{" "}
      <Anchor component={Link} to="/versions" c="var(--fl-accent-text)">
        {t("figures.toVersions")}
      </Anchor>
    </Alert>
  );
}
