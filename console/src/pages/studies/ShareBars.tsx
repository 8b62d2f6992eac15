import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Share } from "@/pages/studies/shapes";
import { usePoints, useRange, useSignedShare } from "@/pages/studies/words";

/** What would be shown as a change of nothing. */
const NOTHING = 0.0005;

/** Each product's share with its interval, and against the baseline whether it surely moved. */
export function ShareBars({ shares }: { shares: Share[] }) {
  const { t } = useTranslation("studies");
  const { plan, names } = usePlanning();
  const { percent } = useFormats();
  const between = useRange(percent);
  return (
    <IntervalRows
      label={t("share.title")}
      rows={shares.map((one) => ({
        key: `${one.is_none} ${one.name}`,
        label: (
          <>
            <Group gap={6}>
              {one.is_none ? names.said(plan.none) || t("none") : one.name}
              {one.is_own && <Badge size="sm">{t("product.ours")}</Badge>}
            </Group>
            <Change share={one} />
          </>
        ),
        value: one.share,
        low: one.low,
        high: one.high,
        before: one.before,
        tone: one.is_own ? "own" : "other",
        shown: percent(one.share),
        between: between(one.low, one.high),
      }))}
    />
  );
}

function Change({ share }: { share: Share }) {
  const { t } = useTranslation("studies");
  const points = usePoints();
  const signed = useSignedShare();
  const { change, change_low: low, change_high: high } = share;
  if (typeof change !== "number") return null;
  if (Math.abs(change) < NOTHING) {
    return (
      <Text size="xs" c="dimmed">
        {t("share.same")}
      </Text>
    );
  }
  const hasSpan = typeof low === "number" && typeof high === "number";
  const isSure = hasSpan && (low > 0 || high < 0);
  return (
    <Group gap={6}>
      <Text size="xs" c="dimmed" className="fl-number">
        {hasSpan ? t("share.change", { n: points(change), low: signed(low), high: signed(high) }) : points(change)}
      </Text>
      <Badge size="xs" color={isSure ? (change > 0 ? "teal" : "orange") : "gray"}>
        {t(isSure ? "share.sure" : "share.unsure")}
      </Badge>
    </Group>
  );
}
