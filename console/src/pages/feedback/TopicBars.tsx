import { Button } from "@mantine/core";
import { ArrowDownRight, ArrowUpRight, Shapes } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import classes from "@/pages/feedback/Feedback.module.css";
import { Legend } from "@/pages/feedback/Legend";
import type { OnPick } from "@/pages/feedback/SentenceDrawer";
import type { Figures, TopicFigure } from "@/pages/feedback/shapes";
import { ShareRow } from "@/pages/feedback/ShareRow";
import { EmptyState } from "@/shared/EmptyState";

const FIRST = 10;

interface TopicBarsProps {
  figures: Figures;
  onPick: OnPick;
  onLook: () => void;
}

export function TopicBars({ figures, onPick, onLook }: TopicBarsProps) {
  const { t } = useTranslation("feedback");
  const { number } = useFormats();
  const [all, setAll] = useState(false);
  const { topics } = figures;
  if (topics.length === 0) {
    return (
      <EmptyState
        icon={Shapes}
        title={t("topics.none")}
        text={t("topics.noneText")}
        action={
          <Button variant="default" onClick={onLook}>
            {t("topics.look")}
          </Button>
        }
      />
    );
  }
  const top = Math.max(...topics.map((one) => one.share.high));
  return (
    <>
      <Legend />
      <ul className={classes.rows}>
        {(all ? topics : topics.slice(0, FIRST)).map((one) => (
          <ShareRow
            key={one.id}
            name={one.name}
            share={one.share}
            counts={countsOf(one)}
            top={top}
            note={one.is_change_sure && <Change topic={one} />}
            onPick={() => onPick(one.name, { topic: one.id })}
          />
        ))}
      </ul>
      {topics.length > FIRST && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => setAll(!all)}>
          {t(all ? "topics.fewer" : "topics.all", { n: number(topics.length) })}
        </Button>
      )}
    </>
  );
}

function countsOf({ share, negative, positive }: TopicFigure) {
  return { negative, positive, neutral: Math.max(0, share.units - negative - positive) };
}

/** Shown only where chance hardly explains it. */
function Change({ topic }: { topic: TopicFigure }) {
  const { t } = useTranslation("feedback");
  const { percent } = useFormats();
  const isMore = topic.share_week > topic.share_before;
  const Icon = isMore ? ArrowUpRight : ArrowDownRight;
  return (
    <span className={classes.change}>
      <Icon size={14} aria-hidden />
      {t(isMore ? "topics.more" : "topics.less", { before: percent(topic.share_before), now: percent(topic.share_week) })}
    </span>
  );
}
