import { Text } from "@mantine/core";
import { useMemo } from "react";

import classes from "@/pages/feedback/Feedback.module.css";
import { clausePlaces, parts, places } from "@/pages/feedback/mark";
import type { Unit } from "@/pages/feedback/shapes";
import { useNames } from "@/pages/feedback/useNames";
import type { Wish } from "@/pages/feedback/wish";

const CALM = new Set(["neutral", ""]);

/** The text; marked is what was looked for, else the aspect's clause, else the topic's words, else what told the feeling. */
export function Marked({ unit, wish }: { unit: Unit; wish: Wish }) {
  const { topics } = useNames();
  const shown = useMemo(() => {
    const topic = topics.find((one) => one.id === wish.topic);
    const clauses = unit.aspects.filter((one) =>
      wish.aspect ? one.aspect === wish.aspect : !CALM.has(one.sentiment) && (!wish.sentiment || one.sentiment === wish.sentiment),
    );
    const marks = wish.search
      ? places(unit.text, [wish.search])
      : topic && !wish.aspect
        ? places(unit.text, [...topic.pinned, ...topic.words])
        : clausePlaces(unit.text, clauses);
    return parts(unit.text, marks);
  }, [unit, wish, topics]);
  return (
    <Text size="sm" className={classes.quote} lang={unit.language === "unknown" ? undefined : unit.language}>
      {shown.map((part, place) => {
        const key = `${place} ${part.text}`;
        return part.marked ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>;
      })}
    </Text>
  );
}
