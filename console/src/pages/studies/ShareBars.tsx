import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { IntervalRows } from "@/pages/studies/IntervalRows";
import { usePlanning } from "@/pages/studies/planning";
import type { Share } from "@/pages/studies/shapes";
import { useRange, usePoints } from "@/pages/studies/words";

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
  const { change, change_low: low, change_high: high } = share;
  if (typeof change !== "number") return null;
  const isSure = typeof low === "number" && typeof high === "number" && (low > 0 || high < 0);
  const span = typeof low === "number" && typeof high === "number" ? t("share.span", { low: points(low), high: points(high) }) : "";
  return (
    <Text size="xs" c="dimmed" className="fl-number">
      {t("share.change", { n: points(change), span })} {t(isSure ? "share.sure" : "share.unsure")}
    </Text>
  );
}
