import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { drawn } from "@/pages/versions/scale";
import type { Estimate } from "@/pages/versions/shapes";
import classes from "@/pages/versions/Versions.module.css";

interface ShareBarProps {
  share: Estimate | null | undefined;
  label: string;
  /** A share that is asked for, drawn as a dashed line. */
  target?: number | undefined;
  /** Drawn in grey: what it is compared with. */
  before?: boolean;
}

/** A share as a dot on a bar from 0 to 100 %, with its 95 % interval. */
export function ShareBar({ share, label, target, before }: ShareBarProps) {
  const { t } = useTranslation("versions");
  const { percent } = useFormats();
  if (!share) {
    return (
      <Text size="sm" c="dimmed">
        {t("figure.none")}
      </Text>
    );
  }
  const { value, low, wide } = drawn(share);
  const words = t("figure.interval", { value: percent(share.value), low: percent(share.low), high: percent(share.high) });
  return (
    <div className={`${classes.axis} ${before ? classes.before : ""}`} role="img" aria-label={`${label}: ${words}`} title={words}>
      <div className={classes.rule} />
      {!before && <div className={classes.filled} style={{ width: `${value}%` }} />}
      <div className={classes.span} style={{ left: `${low}%`, width: `${wide}%` }} />
      <div className={classes.dot} style={{ left: `${value}%` }} />
      {target !== undefined && <div className={classes.target} style={{ left: `${target * 100}%` }} />}
    </div>
  );
}
