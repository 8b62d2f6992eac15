import { Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Say } from "@/pages/audiences/sentence";
import { useEditing } from "@/pages/journeys/editing";
import { inOrder, joined, waysOf } from "@/pages/journeys/graph";
import type { Step } from "@/pages/journeys/shapes";
import { summaryOf } from "@/pages/journeys/words";

/** Where the step leads: by hand, to join branches or to loop. */
export function WayFields({ step }: { step: Step }) {
  const { t } = useTranslation("journeys");
  const { t: tRule } = useTranslation("audiences");
  const { draft } = useEditing();
  const { graph, change } = draft;
  const targets = inOrder(graph)
    .filter((one) => one.id !== step.id)
    .map((one) => ({ value: one.id, label: `${t(`kind.${one.kind}`)} · ${summaryOf(one, t as Say, tRule as Say)}` }));
  return (
    <Stack gap="sm">
      {waysOf(step).map(({ way, to }) => (
        <Select
          key={way}
          label={way === "next" ? t("step.nextStep") : `${t(`way.${way}`)} · ${t("step.nextStep")}`}
          data={targets}
          value={to}
          placeholder={t("step.end")}
          onChange={(next) => next && change(joined(graph, { from: step.id, way }, next))}
        />
      ))}
    </Stack>
  );
}
