import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { useWords } from "@/pages/surveys/results/looking";
import classes from "@/pages/surveys/results/Results.module.css";
import type { MaxdiffItem } from "@/pages/surveys/results/shapes";

/** How often each item was named worst (to the left) and best (to the right) when it was shown. */
export function MaxdiffBars({ items }: { items: MaxdiffItem[] }) {
  const { t } = useTranslation("surveys");
  const { number } = useFormats();
  const words = useWords();
  const most = Math.max(...items.map((one) => Math.max(one.best, one.worst) / Math.max(one.shown, 1)), 0.01);
  const wide = (count: number, shown: number) => `${(count / Math.max(shown, 1) / most) * 50}%`;
  return (
    <div className={classes.bars}>
      {[...items].sort((a, b) => (b.score ?? 0) - (a.score ?? 0)).map((one) => (
        <div key={one.code} className={classes.ranged}>
          <span className={classes.words}>{words(one.label, one.code)}</span>
          <span className={classes.sides} aria-hidden>
            <span data-side="worst" style={{ width: wide(one.worst, one.shown) }} />
            <span data-side="best" style={{ width: wide(one.best, one.shown) }} />
          </span>
          <Text span size="sm" className={`fl-number ${classes.figures}`}>
            {t("maxdiff.figures", { best: number(one.best), worst: number(one.worst) })}
          </Text>
        </div>
      ))}
      <Text size="xs" c="dimmed" className={classes.wide}>
        {t("maxdiff.hint")}
      </Text>
    </div>
  );
}
