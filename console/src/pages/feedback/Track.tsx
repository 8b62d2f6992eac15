import type { ReactNode } from "react";

import classes from "@/pages/feedback/Feedback.module.css";

interface TrackProps {
  value: number;
  low: number | null;
  high: number | null;
  /** What a full track stands for, so that the rows of a list can be compared. */
  top: number;
  /** The parts of the bar. */
  children: ReactNode;
}

/** A bar of parts, and a whisker over its interval. */
export function Track({ value, low, high, top, children }: TrackProps) {
  const at = (place: number) => Math.min(Math.max(place / (top || 1), 0), 1) * 100;
  return (
    <span className={classes.track} aria-hidden>
      <span className={classes.fill} style={{ width: `${at(value)}%` }}>
        {children}
      </span>
      {low !== null && high !== null && <span className={classes.whisker} style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }} />}
    </span>
  );
}
