import { Group, Kbd, Text, UnstyledButton } from "@mantine/core";
import { CircleCheckBig } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/feedback/Feedback.module.css";
import { FACE } from "@/pages/feedback/Feelings";
import { type Feeling, FEELINGS, type Unit } from "@/pages/feedback/shapes";
import type { Queue } from "@/pages/feedback/teach/useQueue";
import { useNames } from "@/pages/feedback/useNames";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { isTyping } from "@/shared/keys";
import { Loading } from "@/shared/Loading";

const KEYS: Record<string, Feeling> = { n: "negative", u: "neutral", p: "positive" };
const MOST_TOPICS = 9;

export function LabelCard({ queue }: { queue: Queue }) {
  const { t } = useTranslation("feedback");
  if (queue.error) return <ErrorState error={queue.error} onAgain={() => void queue.refetch()} />;
  if (queue.isPending) return <Loading lines={6} />;
  if (!queue.unit) return <EmptyState icon={CircleCheckBig} title={t("teach.done")} text={t("teach.doneText")} />;
  return <OneText key={queue.unit.id} unit={queue.unit} queue={queue} />;
}

function OneText({ unit, queue }: { unit: Unit; queue: Queue }) {
  const { t } = useTranslation("feedback");
  const { topics: all } = useNames();
  const topics = all.filter((one) => one.family === unit.family).slice(0, MOST_TOPICS);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const now = chosen ?? unit.topics;
  const toggle = (id: string) => setChosen(now.includes(id) ? now.filter((one) => one !== id) : [...now, id]);
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const feeling = KEYS[event.key.toLowerCase()];
    const topic = topics[Number(event.key) - 1];
    if (feeling) void queue.say(unit, feeling, chosen);
    else if (topic) toggle(topic.id);
    else if (event.key === "s") queue.skip();
    else if (event.key === "b" && queue.canGoBack) queue.goBack();
    else return;
    event.preventDefault();
    // The shell's own letters must not hear it too.
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);
  return (
    <div>
      <Text fz="lg" className={classes.quote} aria-live="polite" data-testid="to-label">
        {unit.text}
      </Text>
      {/* Whoever measures must not be told the answer before. */}
      {queue.picked === "unsure" && (
        <Text size="xs" c="dimmed" mt={6}>
          {t("teach.guess", { feeling: t(`feeling.${unit.sentiment}`), sure: Math.round(Math.max(0, ...unit.chances) * 100) })}
        </Text>
      )}
      <Feels onSay={(feeling) => void queue.say(unit, feeling, chosen)} />
      {topics.length > 0 && (
        <div role="group" aria-label={t("teach.topics")} className={classes.ready}>
          {topics.map((one, place) => (
            <UnstyledButton
              key={one.id}
              className={classes.question}
              aria-pressed={now.includes(one.id)}
              onClick={() => toggle(one.id)}
            >
              <Kbd size="xs">{place + 1}</Kbd> {one.name}
            </UnstyledButton>
          ))}
        </div>
      )}
      <Group mt="md" gap="xs" justify="space-between">
        <Group gap="xs">
          <KeyButton letter="S" words={t("teach.skip")} onPress={queue.skip} />
          <KeyButton letter="B" words={t("teach.back")} onPress={queue.goBack} isOff={!queue.canGoBack} />
        </Group>
        <Text size="sm" c="dimmed" aria-live="polite">
          {t("teach.count", { count: queue.labelled })}
        </Text>
      </Group>
    </div>
  );
}

function Feels({ onSay }: { onSay: (feeling: Feeling) => void }) {
  const { t } = useTranslation("feedback");
  return (
    <div className={classes.feels}>
      {FEELINGS.map((one) => {
        const Icon = FACE[one];
        const letter = Object.keys(KEYS).find((key) => KEYS[key] === one) ?? "";
        return (
          <UnstyledButton key={one} className={classes.feel} data-feeling={one} onClick={() => onSay(one)}>
            <Icon size={18} aria-hidden />
            <span>{t(`feeling.${one}`)}</span>
            <Kbd size="xs">{letter.toUpperCase()}</Kbd>
          </UnstyledButton>
        );
      })}
    </div>
  );
}

interface KeyButtonProps {
  letter: string;
  words: string;
  onPress: () => void;
  isOff?: boolean;
}

function KeyButton({ letter, words, onPress, isOff = false }: KeyButtonProps) {
  return (
    <UnstyledButton className={classes.question} disabled={isOff} onClick={onPress}>
      <Kbd size="xs">{letter}</Kbd> {words}
    </UnstyledButton>
  );
}
