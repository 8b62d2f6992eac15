import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { axisOf, type Span } from "@/pages/studies/plot";
import classes from "@/pages/studies/Studies.module.css";

export interface IntervalRow extends Span {
  key: string;
  label: ReactNode;
  /** The figures in words: what the bar and its whisker say. */
  shown: string;
  between?: string;
  /** Where it stood before, drawn as a mark. */
  before?: number | null | undefined;
  tone?: "own" | "other" | undefined;
  /** Drawn as a dot, where a bar from zero would say nothing. */
  isDot?: boolean;
}

interface IntervalRowsProps {
  /** The legend stands once, below the last of several blocks. */
  isLegendElsewhere?: boolean;
  label: string;
  rows: IntervalRow[];
  /** Rows that share an axis with these, so that blocks can be compared. */
  axis?: Span[];
}

/** Bars on one axis, each with its 95 % interval as a whisker and with its figures beside it. */
export function IntervalRows({ label, rows, axis, isLegendElsewhere }: IntervalRowsProps) {
  const at = axisOf(axis ?? rows);
  const hasSpan = rows.some((one) => typeof one.low === "number");
  return (
    <>
    <ul className={classes.rows} aria-label={label}>
      {rows.map((row) => (
        <li key={row.key} className={classes.row}>
          <span className={classes.rowLabel}>{row.label}</span>
          <Drawn row={row} at={at} />
          <span className={`${classes.rowFigures} fl-number`}>
            <strong>{row.shown}</strong>
            {row.between && (
              <small>
                <VisuallyHidden> </VisuallyHidden>
                {row.between}
              </small>
            )}
          </span>
        </li>
      ))}
    </ul>
    {hasSpan && !isLegendElsewhere && <IntervalLegend />}
    </>
  );
}

export function IntervalLegend() {
  const { t } = useTranslation("studies");
  return <p className={classes.legendOf}>{t("legend")}</p>;
}

function Drawn({ row, at }: { row: IntervalRow; at: (value: number) => number }) {
  const { value, low, high, before } = row;
  const zero = at(0);
  const known = value === null ? null : at(value);
  const hasSpan = typeof low === "number" && typeof high === "number";
  return (
    <span className={classes.line} aria-hidden>
      <span className={classes.origin} style={{ left: `${zero}%` }} />
      {known !== null && !row.isDot && (
        <span
          className={classes.bar95}
          data-tone={row.tone}
          data-down={known < zero || undefined}
          style={{ left: `${Math.min(zero, known)}%`, width: `${Math.abs(known - zero)}%` }}
        />
      )}
      {hasSpan && <span className={classes.whisker} style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }} />}
      {known !== null && row.isDot && <span className={classes.point} style={{ left: `${known}%` }} />}
      {typeof before === "number" && <span className={classes.before} style={{ left: `${at(before)}%` }} />}
    </span>
  );
}
