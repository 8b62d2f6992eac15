import { Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/feedback/Feedback.module.css";
import { FEELINGS, type Feeling, type Share } from "@/pages/feedback/shapes";
import { Track } from "@/pages/feedback/Track";

interface ShareRowProps {
  name: string;
  share: Share;
  counts: Record<Feeling, number>;
  /** The largest end of an interval in the list, so that bars can be compared. */
  top: number;
  note?: ReactNode;
  onPick: () => void;
}

/** One bar: its length the share, its parts the feelings, a whisker over the interval. The whole row opens the texts. */
export function ShareRow({ name, share, counts, top, note, onPick }: ShareRowProps) {
  const { t } = useTranslation("feedback");
  const { number, percent } = useFormats();
  const all = FEELINGS.reduce((sum, one) => sum + counts[one], 0) || 1;
  return (
    <li>
      <UnstyledButton className={classes.row} onClick={onPick}>
        <span className={classes.head}>
          <Text span size="sm" fw={600} className={classes.name}>
            {name}
          </Text>
          <Text span size="sm" className="fl-number">
            {percent(share.share)}
          </Text>
        </span>
        <Track value={share.share} low={share.low} high={share.high} top={top}>
          {FEELINGS.map((one) => (
            <span key={one} data-feeling={one} style={{ width: `${(counts[one] / all) * 100}%` }} />
          ))}
        </Track>
        <Text span size="xs" c="dimmed" className="fl-number" display="block">
          {t("count", { count: share.units, n: number(share.units) })} ·{" "}
          {t("interval", { low: percent(share.low), high: percent(share.high) })} ·{" "}
          {t("parts", { bad: number(counts.negative), good: number(counts.positive) })}
        </Text>
        {note}
      </UnstyledButton>
    </li>
  );
}
