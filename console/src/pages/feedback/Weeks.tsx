import { Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/feedback/Feedback.module.css";
import type { OnPick } from "@/pages/feedback/SentenceDrawer";
import type { Week } from "@/pages/feedback/shapes";
import { dayOf } from "@/pages/feedback/wish";
import { Surface } from "@/shared/Surface";

// More would be too narrow to hit on a phone.
const LAST = 12;

/** Texts per week, the negative ones dark at the foot. Every bar opens its week. */
export function Weeks({ weeks, onPick }: { weeks: Week[]; onPick: OnPick }) {
  const { t } = useTranslation("feedback");
  const { day, number } = useFormats();
  const shown = weeks.slice(-LAST);
  if (shown.length < 2) return null;
  const top = Math.max(...shown.map((one) => one.units));
  return (
    <Surface title={t("weeks.title")} aside={<Text size="xs" c="dimmed">{t("weeks.text")}</Text>}>
      <ul className={classes.bars}>
        {shown.map((one) => {
          const label = t("weeks.bar", { day: day(one.week), units: number(one.units), bad: number(one.negative) });
          const more = { since: one.week, until: endOf(one.week) };
          return (
            <li key={one.week}>
              <Tooltip label={label}>
                <button
                  type="button"
                  className={classes.bar}
                  aria-label={label}
                  onClick={() => onPick(t("weeks.of", { day: day(one.week) }), more)}
                >
                  <span data-part="rest" style={{ height: `${(one.units / top) * 100}%` }} />
                  <span data-part="bad" style={{ height: `${(one.negative / top) * 100}%` }} />
                </button>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      <div className={classes.ends}>
        <span>{day(shown[0]?.week ?? "")}</span>
        <span>{day(shown.at(-1)?.week ?? "")}</span>
      </div>
    </Surface>
  );
}

function endOf(week: string): string {
  const [year = 0, month = 1, date = 1] = week.split("-").map(Number);
  return dayOf(new Date(year, month - 1, date + 6));
}
