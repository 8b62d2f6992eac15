import { Button, SegmentedControl, Text } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useRights } from "@/app/session";
import { useFormats } from "@/i18n/format";
import type { Journey } from "@/pages/journeys/shapes";
import { Arms } from "@/pages/reports/Arms";
import { CreditedOrders } from "@/pages/reports/CreditedOrders";
import { IntervalBar } from "@/pages/reports/IntervalBar";
import classes from "@/pages/reports/Reports.module.css";
import { verdictOf } from "@/pages/reports/scale";
import type { Lift } from "@/pages/reports/shapes";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

const WINDOWS = ["7", "14", "30"];

export default function LiftPage() {
  const { t } = useTranslation("reports");
  const navigate = useNavigate();
  const may = useRights();
  const { journey: id = "" } = useParams({ strict: false }) as { journey?: string };
  const { days = "14" } = useSearch({ strict: false }) as { days?: string | number };
  const { data: journey } = useAnswer<Journey>(may("journeys.read") ? `/journeys/${id}` : null);
  const { data, error, refetch } = useAnswer<Lift>(`/reports/journeys/${id}/lift`, { window_days: days });
  const windows = WINDOWS.map((value) => ({ value, label: t("lift.days", { n: value }) }));
  const go = (next: string) =>
    void navigate({ to: `/reports/journeys/${id}`, search: { days: next } as never, replace: true });
  return (
    <div>
      <PageHeader
        title={t("lift.title", { name: journey?.name ?? "" })}
        text={t("lift.text", { n: days })}
        actions={
          <>
            <SegmentedControl size="sm" aria-label={t("lift.window")} data={windows} value={String(days)} onChange={go} />
            <Button component={Link} to={`/journeys/${id}`} variant="default">
              {t("lift.open")}
            </Button>
          </>
        }
      />
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={8} />}
      {data && <Result lift={data} />}
    </div>
  );
}

function Result({ lift }: { lift: Lift }) {
  const { t } = useTranslation("reports");
  const { amount, number } = useFormats();
  return (
    <>
      <div className={classes.two}>
        <RateLift lift={lift} />
        <RevenueLift lift={lift} />
      </div>
      <Surface title={t("lift.arms")} mb="lg">
        <Arms lift={lift} />
      </Surface>
      <Surface
        title={t("lift.credited")}
        aside={
          <Text size="sm" c="dimmed" className="fl-number">
            {t("lift.creditedSum", { n: number(lift.credited_orders), amount: amount(lift.credited_revenue) })}
          </Text>
        }
      >
        <Text size="sm" c="dimmed" mb="sm">
          {t("lift.creditedText")}
        </Text>
        <CreditedOrders journey={lift.journey} />
      </Surface>
    </>
  );
}

function RateLift({ lift: { rate_lift: rate } }: { lift: Lift }) {
  const { t } = useTranslation("reports");
  const { amount } = useFormats();
  const points = (value: number) =>
    t("lift.points", { n: `${value > 0 ? "+" : ""}${amount(Math.round(value * 1000) / 10)}` });
  return (
    <Surface title={t("lift.rate")}>
      {rate ? (
        <>
          <IntervalBar interval={rate} shown={points} label={t("lift.rate")} />
          <Text size="sm" mt="sm">
            {t(`verdict.${verdictOf(rate)}`)} {t("lift.p", { p: rate.p_value < 0.001 ? "< 0.001" : rate.p_value.toFixed(3) })}
          </Text>
        </>
      ) : (
        <EmptyState icon={Scale} title={t("lift.none")} text={t("lift.noneText")} />
      )}
    </Surface>
  );
}

function RevenueLift({ lift: { revenue_lift: revenue } }: { lift: Lift }) {
  const { t } = useTranslation("reports");
  const { amount } = useFormats();
  const signed = (value: number) => `${value > 0 ? "+" : ""}${amount(value)}`;
  return (
    <Surface title={t("lift.revenue")}>
      {revenue ? (
        <>
          <IntervalBar interval={revenue} shown={signed} label={t("lift.revenue")} />
          <Text size="sm" mt="sm">
            {t(`verdict.${verdictOf(revenue)}`)}
          </Text>
        </>
      ) : (
        <EmptyState icon={Scale} title={t("lift.none")} text={t("lift.noneText")} />
      )}
    </Surface>
  );
}
