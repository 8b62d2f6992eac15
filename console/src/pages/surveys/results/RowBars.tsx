// A table question: one stacked bar per row with its legend; where rows hold numbers, their means as bars.
import { Stack, Text } from "@mantine/core";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { choseInRow } from "@/pages/surveys/results/columns";
import { useLooking, useWords } from "@/pages/surveys/results/looking";
import { Ranged } from "@/pages/surveys/results/Ranged";
import classes from "@/pages/surveys/results/Results.module.css";
import type { OptionResult, QuestionResult, RowResult } from "@/pages/surveys/results/shapes";

interface RowBarsProps {
  result: QuestionResult;
  rows: RowResult[];
  title: string;
}

export function RowBars({ result, rows, title }: RowBarsProps) {
  const isStacked = result.kind === "matrix" || result.kind === "group_rank";
  if (isStacked) return <Stacked result={result} rows={rows} title={title} />;
  if (result.kind !== "ranking" && rows.some((one) => one.options.length > 0)) return <Apart result={result} rows={rows} title={title} />;
  return <Means result={result} rows={rows} />;
}

function Stacked({ result, rows, title }: RowBarsProps) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { open } = useLooking();
  const words = useWords();
  const key = result.key;
  const legend = rows.find((one) => one.options.length > 0)?.options ?? [];
  const depth = (place: number, all: number) => (all > 1 ? 6 + (42 * place) / (all - 1) : 40);
  return (
    <Stack gap={10}>
      <ol className={classes.legend}>
        {legend.map((one, place) => (
          <li key={one.code}>
            <span aria-hidden style={{ "--depth": `${depth(place, legend.length)}%` } as CSSProperties} />
            {place + 1}. {words(one.label, one.code)}
          </li>
        ))}
      </ol>
      {rows.map((row) => {
        const name = words(row.label, row.code);
        const options = row.options;
        return (
          <div key={row.code} className={classes.stackRow}>
            <span className={classes.words}>{name}</span>
            <div className={classes.stack}>
              {options.map((one, place) => {
                const said = words(one.label, one.code);
                if (one.share <= 0) return null;
                return (
                  <button
                    key={one.code}
                    type="button"
                    title={t("results.cell", { row: name, said, share: percent(one.share), n: number(one.count) })}
                    aria-label={t("results.cell", { row: name, said, share: percent(one.share), n: number(one.count) })}
                    style={{ flexGrow: one.share, "--depth": `${depth(place, options.length)}%` } as CSSProperties}
                    onClick={() => open(t("people.said", { question: `${title} – ${name}`, said }), choseInRow(result.kind, key, row.code, one.code))}
                  >
                    {one.share >= 0.09 ? `${Math.round(one.share * 100)}` : ""}
                  </button>
                );
              })}
            </div>
            <Text size="xs" c="dimmed" className={`fl-number ${classes.figures}`}>
              {t("results.base1", { n: number(row.base) })}
            </Text>
          </div>
        );
      })}
      <Text size="xs" c="dimmed">
        {t("results.stackHint")}
      </Text>
    </Stack>
  );
}

/** Several answers per row: shares that do not add up stand as bars of their own. */
function Apart({ result, rows, title }: RowBarsProps) {
  const { t } = useTranslation("surveys");
  const { number, percent } = useFormats();
  const { open } = useLooking();
  const words = useWords();
  const key = result.key;
  const nameOf = (row: RowResult) => words(row.label) || (result.kind === "drill_down" ? t("results.level", { n: row.code }) : row.code);
  const bar = (row: RowResult, one: OptionResult) => {
    const said = words(one.label, one.code);
    return (
      <Ranged
        key={one.code}
        label={said}
        value={one.share}
        low={one.low}
        high={one.high}
        figures={t("results.shareOf", { share: percent(one.share), n: number(one.count) })}
        onOpen={() => open(t("people.said", { question: `${title} – ${nameOf(row)}`, said }), choseInRow(result.kind, key, row.code, one.code))}
      />
    );
  };
  return (
    <Stack gap="md">
      {rows.map((row) => (
        <div key={row.code} role="group" aria-label={nameOf(row)}>
          <Text size="sm" fw={600}>
            {nameOf(row)}
          </Text>
          <div className={classes.bars}>{row.options.map((one) => bar(row, one))}</div>
        </div>
      ))}
    </Stack>
  );
}

/** Ranks and shared points: the mean with its interval. */
function Means({ result, rows }: Omit<RowBarsProps, "title">) {
  const { t } = useTranslation("surveys");
  const { amount, number, percent } = useFormats();
  const words = useWords();
  const isRank = result.kind === "ranking";
  const tidy = (value: number) => amount(Math.round(value * 100) / 100);
  // The first place is the longest bar.
  const drawn = (value: number | null | undefined) => (typeof value !== "number" ? null : isRank ? rows.length + 1 - value : value);
  const most = isRank ? rows.length : Math.max(...rows.map((one) => one.numbers?.high ?? one.numbers?.mean ?? 0), 0.01);
  const sorted = isRank ? [...rows].sort((a, b) => (a.numbers?.mean ?? 1e9) - (b.numbers?.mean ?? 1e9)) : rows;
  return (
    <div className={classes.bars}>
      {sorted.map((row) => {
        const mean = row.numbers?.mean ?? null;
        if (mean === null) return <Ranged key={row.code} label={words(row.label, row.code)} value={result.base ? row.base / result.base : null} figures={t("results.base1", { n: number(row.base) })} />;
        const first = row.options.find((one) => one.code === "1");
        const figures = t(isRank ? "results.rankOf" : "results.meanOf", { mean: tidy(mean), n: number(row.base), first: percent(first?.share ?? 0) });
        return <Ranged key={row.code} label={words(row.label, row.code)} value={drawn(mean)} low={drawn(isRank ? row.numbers?.high : row.numbers?.low)} high={drawn(isRank ? row.numbers?.low : row.numbers?.high)} most={most} figures={figures} />;
      })}
      {isRank && (
        <Text size="xs" c="dimmed" className={classes.wide}>
          {t("results.rankHint")}
        </Text>
      )}
    </div>
  );
}
