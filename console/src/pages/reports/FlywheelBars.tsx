import { Group, Text, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { BarDrawer, type Picked } from "@/pages/reports/BarDrawer";
import classes from "@/pages/reports/Reports.module.css";
import { heights } from "@/pages/reports/scale";
import { MEASURES, type Measure, type Week } from "@/pages/reports/shapes";
import { PickBars } from "@/shared/PickBars";

/** Known, talked, acted, revenue, week by week. Every bar is a button that opens its customers. */
export function FlywheelBars({ weeks }: { weeks: Week[] }) {
  const [picked, setPicked] = useState<Picked | null>(null);
  return (
    <>
      <div className={classes.wheel}>
        {MEASURES.map((measure) => (
          <Row key={measure} measure={measure} weeks={weeks} onPick={(week) => setPicked({ measure, week })} />
        ))}
      </div>
      <BarDrawer picked={picked} onClose={() => setPicked(null)} />
    </>
  );
}

interface RowProps {
  measure: Measure;
  weeks: Week[];
  onPick: (week: string) => void;
}

function Row({ measure, weeks, onPick }: RowProps) {
  const { t } = useTranslation("reports");
  const { number, amount, day } = useFormats();
  const shown = measure === "revenue" ? amount : number;
  const tall = heights(weeks.map((week) => week[measure]));
  const last = weeks.at(-1);
  return (
    <section aria-label={t(`measure.${measure}`)}>
      <Group justify="space-between" mb={6} align="baseline">
        <Tooltip label={t(`definition.${measure}`)} multiline maw={280}>
          <Text size="sm" fw={600} tabIndex={0}>
            {t(`measure.${measure}`)}
          </Text>
        </Tooltip>
        <Text size="sm" c="dimmed" className="fl-number">
          {t("wheel.thisWeek", { value: shown(last?.[measure] ?? 0) })}
        </Text>
      </Group>
      <PickBars
        classes={{ list: `${classes.bars} ${classes[measure] ?? ""}`, bar: classes.bar, ends: classes.ends }}
        bars={weeks.map((week, place) => ({
          key: week.week,
          label: t("wheel.bar", { week: day(week.week), value: shown(week[measure]) }),
          tall: tall[place] ?? 0,
          onPick: () => onPick(week.week),
        }))}
        ends={[weeks[0] && day(weeks[0].week), last && day(last.week)]}
      />
    </section>
  );
}
