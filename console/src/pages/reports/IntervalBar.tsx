import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/pages/reports/Reports.module.css";
import { drawn } from "@/pages/reports/scale";
import type { Interval } from "@/pages/reports/shapes";

interface IntervalBarProps {
  interval: Interval;
  shown: (value: number) => string;
  label: string;
}

/** The estimate as a dot, its 95 % interval as a bar, and where "no effect" would be. */
export function IntervalBar({ interval, shown, label }: IntervalBarProps) {
  const { t } = useTranslation("reports");
  const { zero, low, high, value } = drawn(interval);
  const words = t("lift.interval", { value: shown(interval.value), low: shown(interval.low), high: shown(interval.high) });
  return (
    <>
      <Text fz={30} fw={650} lh={1.2} className="fl-number">
        {shown(interval.value)}
      </Text>
      <div className={classes.axis} role="img" aria-label={`${label}: ${words}`}>
        <div className={classes.rule} />
        <div className={classes.zero} style={{ left: `${zero}%` }} />
        <div className={classes.span} style={{ left: `${low}%`, width: `${high - low}%` }} />
        <div className={classes.dot} style={{ left: `${value}%` }} />
      </div>
      <Text size="sm" c="dimmed" className="fl-number">
        {words}
      </Text>
      <Text size="xs" c="dimmed">
        {t("lift.zero")}
      </Text>
    </>
  );
}
