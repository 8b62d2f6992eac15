// The question that the page answers: one of the ready ones, or put together from filters.
import { Button, Collapse, Group, Text, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/feedback/Feedback.module.css";
import { Filters } from "@/pages/feedback/Filters";
import { useNames } from "@/pages/feedback/useNames";
import type { Wished } from "@/pages/feedback/useWish";
import { isSame, type Key, KEYS, readyQuestions } from "@/pages/feedback/wish";
import { Surface } from "@/shared/Surface";

export function Asked({ wished }: { wished: Wished }) {
  const { t } = useTranslation("feedback");
  const [opened, setOpened] = useState(false);
  const isAsking = Object.keys(wished.wish).length > 0;
  return (
    <Surface mb="lg" title={t("ask")}>
      <Ready wished={wished} />
      <Group gap="xs" mt="md" role="group" aria-label={t("filters")}>
        <Chips wished={wished} />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<SlidersHorizontal size={14} aria-hidden />}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {t(opened ? "fewerFilters" : "moreFilters")}
        </Button>
        {isAsking && (
          <Button size="compact-sm" variant="subtle" onClick={() => wished.ask({})}>
            {t("everything")}
          </Button>
        )}
      </Group>
      <Collapse expanded={opened}>{opened && <Filters wished={wished} />}</Collapse>
    </Surface>
  );
}

/** On a phone only the question that is asked stays, or its answer would lie below the fold. */
function Ready({ wished: { wish, ask } }: { wished: Wished }) {
  const { t } = useTranslation("feedback");
  const [all, setAll] = useState(false);
  const isNarrow = useMediaQuery("(max-width: 48em)");
  const ready = readyQuestions().map((one) => ({ ...one, isAsked: isSame(one.wish, wish) }));
  const isShort = isNarrow && !all && Object.keys(wish).length > 0;
  return (
    <div className={classes.ready} role="group" aria-label={t("readyOnes")}>
      {ready
        .filter((one) => one.isAsked || !isShort)
        .map((one) => (
          <UnstyledButton
            key={one.name}
            className={classes.question}
            aria-pressed={one.isAsked}
            onClick={() => ask(one.isAsked ? {} : one.wish)}
          >
            {t(`ready.${one.name}`)}
          </UnstyledButton>
        ))}
      {isShort && (
        <UnstyledButton className={classes.question} onClick={() => setAll(true)}>
          {t("otherQuestions")}
        </UnstyledButton>
      )}
    </div>
  );
}

/** What is asked now, each part with a button that takes it away. */
function Chips({ wished: { wish, change } }: { wished: Wished }) {
  const { t } = useTranslation("feedback");
  const { wordsOf } = useNames();
  const shown = KEYS.filter((key) => wish[key] && key !== "trait");
  if (shown.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("allTexts")}
      </Text>
    );
  }
  return (
    <>
      {shown.map((key) => {
        const said = wordsOf[key](wish[key] ?? "");
        const words = key === "trait_value" ? `${wish.trait}: ${said}` : said;
        return (
          <UnstyledButton
            key={key}
            className={classes.chip}
            aria-label={t("without", { words })}
            onClick={() => change(without(key))}
          >
            <span>{words}</span>
            <X size={14} aria-hidden />
          </UnstyledButton>
        );
      })}
    </>
  );
}

function without(key: Key) {
  return key === "survey" ? { survey: "", question: "" } : key === "trait_value" ? { trait: "", trait_value: "" } : { [key]: "" };
}
