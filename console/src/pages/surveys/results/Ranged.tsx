import { Text } from "@mantine/core";

import classes from "@/pages/surveys/results/Results.module.css";

interface RangedProps {
  label: string;
  /** Null draws no bar: there is nothing to show, or too little. */
  value: number | null;
  low?: number | null | undefined;
  high?: number | null | undefined;
  /** What a full bar stands for; from 0. */
  most?: number;
  figures: string;
  /** Paints the bar; words beside it say the same. */
  tone?: string | undefined;
  /** Opens the people behind the bar. */
  onOpen?: (() => void) | undefined;
}

/** One line: words, a bar with the whisker of its interval, figures. As a button it opens the people behind it. */
export function Ranged({ label, value, low, high, most = 1, figures, tone, onOpen }: RangedProps) {
  const inside = (
    <>
      <span className={classes.words}>{label}</span>
      <span className={classes.track} aria-hidden>
        {value !== null && <span className={classes.fill} data-tone={tone} style={{ width: `${share(value, most)}%` }} />}
        {value !== null && typeof low === "number" && typeof high === "number" && (
          <span className={classes.whisker} style={{ left: `${share(low, most)}%`, width: `${Math.max(share(high, most) - share(low, most), 0.4)}%` }} />
        )}
      </span>
      <Text span size="sm" className={`fl-number ${classes.figures}`}>
        {figures}
      </Text>
    </>
  );
  if (!onOpen) return <div className={classes.ranged}>{inside}</div>;
  return (
    <button type="button" className={classes.ranged} onClick={onOpen}>
      {inside}
    </button>
  );
}

function share(value: number, most: number): number {
  return most > 0 ? Math.min(Math.max(value / most, 0), 1) * 100 : 0;
}
