// What asking changed: those who were asked beside those left in peace, with intervals, and the difference.
import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import { IntervalBar } from "@/pages/reports/IntervalBar";
import { verdictOf } from "@/pages/reports/scale";
import { changeOf } from "@/pages/surveys/results/scale";
import { Ranged } from "@/pages/surveys/results/Ranged";
import type { ReachFigures, ReachLift, ReachView, Survey } from "@/pages/surveys/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

/** One card per way that leaves some people in peace. */
export function Lifts({ survey }: { survey: Survey }) {
  const { data } = useAnswer<ReachView[]>(`/surveys/${survey.id}/reaches`);
  const compared = data?.filter((one) => (one.reach.hold_out ?? 0) > 0) ?? [];
  return compared.map((row) => <LiftCard key={row.id} row={row} />);
}

function LiftCard({ row }: { row: ReachView }) {
  const { t } = useTranslation("surveys");
  const { data, error, refetch } = useAnswer<ReachFigures>(`/surveys/${row.survey}/reach-figures`, { reach: row.id });
  const name = row.reach.name || t(`reach.kind.${row.kind}`);
  return (
    <Surface title={t("lift.title", { name })}>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!data && !error && <Loading lines={3} />}
      {data?.lift && <Lift lift={data.lift} />}
      {data && !data.lift && <Text c="dimmed">{t("lift.none")}</Text>}
    </Surface>
  );
}

function Lift({ lift }: { lift: ReachLift }) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { difference, low, high } = lift;
  const top = Math.max(lift.asked.rate_high, lift.held_out.rate_high, 0.01);
  const arms = [
    { key: "asked", arm: lift.asked },
    { key: "held", arm: lift.held_out },
  ];
  const points = (value: number) => t("lift.points", { n: changeOf("share", value) });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("lift.text", { event: lift.event, days: number(lift.days) })}
      </Text>
      <Stack gap={6}>
        {arms.map(({ key, arm }) => (
          <Ranged
            key={key}
            label={t(`lift.${key}`)}
            value={arm.people ? arm.rate : null}
            low={arm.rate_low}
            high={arm.rate_high}
            most={top}
            figures={arm.people ? t("lift.arm", { rate: percent(arm.rate), reached: number(arm.reached), people: number(arm.people) }) : t("lift.nobody")}
          />
        ))}
      </Stack>
      {difference !== null && low !== null && high !== null ? (
        <Group align="flex-start" gap="xl">
          <div style={{ flex: "1 1 260px", maxWidth: 460 }}>
            <IntervalBar interval={{ value: difference, low, high }} shown={points} label={t("lift.difference")} />
          </div>
          <Text size="sm" style={{ flex: "1 1 200px" }}>
            {t(`lift.verdict.${verdictOf({ value: difference, low, high })}`)}
          </Text>
        </Group>
      ) : (
        <Text size="sm">{t("lift.tooFew")}</Text>
      )}
    </Stack>
  );
}
