import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/pages/feedback/Feedback.module.css";
import { Legend } from "@/pages/feedback/Legend";
import type { OnPick } from "@/pages/feedback/SentenceDrawer";
import type { Figures } from "@/pages/feedback/shapes";
import { ShareRow } from "@/pages/feedback/ShareRow";
import { useNames } from "@/pages/feedback/useNames";

/** What is praised and blamed: here the feeling is that of the clause, not of the whole text. */
export function AspectBars({ figures, onPick }: { figures: Figures; onPick: OnPick }) {
  const { t } = useTranslation("feedback");
  const { aspectOf } = useNames();
  if (figures.aspects.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("aspects.none")}
      </Text>
    );
  }
  const top = Math.max(...figures.aspects.map((one) => one.share.high));
  return (
    <>
      <Legend />
      <ul className={classes.rows}>
        {figures.aspects.map((one) => (
          <ShareRow
            key={one.aspect}
            name={aspectOf(one.aspect)}
            share={one.share}
            counts={one}
            top={top}
            onPick={() => onPick(aspectOf(one.aspect), { aspect: one.aspect })}
          />
        ))}
      </ul>
    </>
  );
}
