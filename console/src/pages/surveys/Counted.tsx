import { Text } from "@mantine/core";

import classes from "@/pages/surveys/Surveys.module.css";

interface CountedProps {
  label: string;
  /** From 0 to 1. */
  share: number;
  figures: string;
}

/** One line of a count: words, a bar, figures. The figures say what the bar shows. */
export function Counted({ label, share, figures }: CountedProps) {
  return (
    <div className={classes.counted}>
      <span style={{ overflowWrap: "anywhere" }}>{label}</span>
      <div className={classes.track} aria-hidden>
        <div className={classes.fill} style={{ width: `${Math.min(Math.max(share, 0), 1) * 100}%` }} />
      </div>
      <Text size="sm" className="fl-number" ta="right">
        {figures}
      </Text>
    </div>
  );
}
