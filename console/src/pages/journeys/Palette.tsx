import { Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/journeys/editing";
import { type Slot, stepOf, waysOf } from "@/pages/journeys/graph";
import classes from "@/pages/journeys/Journey.module.css";
import { COLORS, ICONS, KINDS } from "@/pages/journeys/kinds";
import type { Graph } from "@/pages/journeys/shapes";

/** Puts a step after the chosen one. */
export function Palette() {
  const { t } = useTranslation("journeys");
  const { draft, chosen, insert, mayWrite } = useEditing();
  return (
    <nav className={classes.steps} aria-label={t("palette.title")}>
      <Text size="sm" fw={650} mb={8}>
        {t("palette.title")}
      </Text>
      <Stack gap={6}>
        {KINDS.map((kind) => {
          const Icon = ICONS[kind];
          return (
            <Button
              key={kind}
              variant="light"
              color={COLORS[kind]}
              justify="flex-start"
              size="sm"
              disabled={!mayWrite}
              leftSection={<Icon size={16} aria-hidden />}
              onClick={() => insert(slotAfter(draft.graph, chosen), kind)}
            >
              {t(`kind.${kind}`)}
            </Button>
          );
        })}
      </Stack>
      <Text size="xs" c="dimmed" mt="sm">
        {t("palette.hint")}
      </Text>
    </nav>
  );
}

function slotAfter(graph: Graph, chosen: string | null): Slot {
  const step = stepOf(graph, chosen);
  const way = step && waysOf(step)[0]?.way;
  if (step && way) return { from: step.id, way };
  if (!step) return { from: null, way: "first" };
  // After an end nothing can follow, so before it.
  const before = graph.steps.flatMap((one) => waysOf(one).map((found) => ({ from: one.id, ...found }))).find(({ to }) => to === step.id);
  return before ? { from: before.from, way: before.way } : { from: null, way: "first" };
}
