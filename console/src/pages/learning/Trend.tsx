import { Group, Text } from "@mantine/core";
import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/learning/Learning.module.css";
import type { Gap } from "@/pages/learning/shapes";
import { Bars } from "@/shared/Sparkline";

const STEADY = 0.25;

/** Eight weeks as bars, and where it goes. */
export function Trend({ gap }: { gap: Gap }) {
  const { t } = useTranslation("learning");
  const { number } = useFormats();
  const way = gap.trend > 1 + STEADY ? "up" : gap.trend < 1 - STEADY ? "down" : "steady";
  const Icon = { up: ArrowUpRight, down: ArrowDownRight, steady: ArrowRight }[way];
  const weeks = gap.weeks.map(number).join(", ");
  return (
    <Group gap={8} justify="flex-end" wrap="nowrap">
      <Bars values={gap.weeks} label={t("gaps.weeks", { weeks })} width={88} height={26} />
      <Text size="xs" span {...(way === "up" ? {} : { c: "dimmed" })} className={`${classes.way} ${way === "up" ? classes.rising : ""}`}>
        <Icon size={14} aria-hidden />
        {t(`trend.${way}`)}
      </Text>
    </Group>
  );
}
