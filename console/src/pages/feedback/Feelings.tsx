import { Text, UnstyledButton } from "@mantine/core";
import { Frown, Meh, Smile } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/feedback/Feedback.module.css";
import type { OnPick } from "@/pages/feedback/SentenceDrawer";
import { FEELINGS, type Figures } from "@/pages/feedback/shapes";

export const FACE = { negative: Frown, neutral: Meh, positive: Smile };

/** Shares of the three feelings as one bar, each with its interval in words below. */
export function Feelings({ figures, onPick }: { figures: Figures; onPick: OnPick }) {
  const { t } = useTranslation("feedback");
  const { number, percent } = useFormats();
  const shown = FEELINGS.map((feeling) => ({ feeling, ...(figures.sentiments[feeling] ?? { units: 0, share: 0, low: 0, high: 0 }) }));
  return (
    <>
      <div className={classes.split} aria-hidden>
        {shown.map((one) => (
          <span key={one.feeling} data-feeling={one.feeling} style={{ width: `${one.share * 100}%` }} />
        ))}
      </div>
      <div className={classes.three}>
        {shown.map(({ feeling, units, share, low, high }) => {
          const Icon = FACE[feeling];
          return (
            <UnstyledButton
              key={feeling}
              className={classes.row}
              onClick={() => onPick(t(`feeling.${feeling}`), { sentiment: feeling })}
            >
              <span className={classes.sign} data-feeling={feeling}>
                <Icon size={16} aria-hidden /> {t(`feeling.${feeling}`)}
              </span>
              <Text fw={650} fz="lg" className="fl-number">
                {percent(share)}
              </Text>
              <Text size="xs" c="dimmed" className="fl-number">
                {t("interval", { low: percent(low), high: percent(high) })} · {t("count", { count: units, n: number(units) })}
              </Text>
            </UnstyledButton>
          );
        })}
      </div>
    </>
  );
}
