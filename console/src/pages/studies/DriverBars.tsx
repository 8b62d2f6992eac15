import { Alert, Badge, Group, Text } from "@mantine/core";
import { Info, TrendingDown, TrendingUp } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useColumns } from "@/pages/studies/columns";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Drivers } from "@/pages/studies/shapes";
import { useRange } from "@/pages/studies/words";
import { Surface } from "@/shared/Surface";

const QUADRANT: Record<string, string> = { improve: "red", keep: "teal", overdone: "gray", low_priority: "gray" };

/** What goes together with the score, the strongest first, and what to do about each. */
export function DriverBars({ found }: { found: Drivers }) {
  const { t } = useTranslation("studies");
  const { study, names } = usePlanning();
  const { percent, number, amount } = useFormats();
  const columns = useColumns(study.survey, names.language);
  const between = useRange(percent);
  const nameOf = (code: string) => columns.find((one) => one.name === code)?.label ?? (columns.length > 0 ? t("gone") : "…");
  // Whether it is surely above, or surely below, what each would have if all mattered alike.
  const alike = 1 / Math.max(1, found.drivers.length);
  const isClear = (one: Drivers["drivers"][number]) => (one.lmg_share_low ?? 0) >= alike || (one.lmg_share_high ?? 1) < alike;
  const sorted = found.drivers.toSorted((one, other) => other.lmg_share - one.lmg_share);
  return (
    <Surface title={t("drivers.found", { name: nameOf(found.outcome) })}>
      <Alert color="blue" mb="md" icon={<Info size={17} aria-hidden />}>
        {t("drivers.cause")}
      </Alert>
      <Text size="sm" c="dimmed" mb="md">
        {t("drivers.explained", { share: percent(found.r_squared), n: number(found.base), left: number(found.left_out) })}
      </Text>
      <IntervalRows
        label={t("drivers.found", { name: nameOf(found.outcome) })}
        rows={sorted.map((one) => ({
          key: one.name,
          label: (
            <>
              {nameOf(one.name)}
              <Group gap={6} mt={2}>
                <Badge size="sm" color={QUADRANT[one.quadrant] ?? "gray"}>
                  {t(`drivers.quadrant.${one.quadrant}`)}
                </Badge>
                {!isClear(one) && (
                  <Badge size="sm" color="yellow">
                    {t("drivers.unsure")}
                  </Badge>
                )}
                <Badge size="sm" variant="outline" color="gray" leftSection={one.direction < 0 ? <TrendingDown size={12} aria-hidden /> : <TrendingUp size={12} aria-hidden />}>
                  {t(one.direction < 0 ? "drivers.lowers" : "drivers.raises")}
                </Badge>
                <Text span size="xs" c="dimmed">
                  {t("drivers.mean", { n: amount(one.performance) })}
                </Text>
              </Group>
            </>
          ),
          value: one.lmg_share,
          low: one.lmg_share_low,
          high: one.lmg_share_high,
          shown: percent(one.lmg_share),
          between: between(one.lmg_share_low, one.lmg_share_high),
        }))}
      />
    </Surface>
  );
}
