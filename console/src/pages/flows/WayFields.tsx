import { Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import { inOrder, joined, waysOf } from "@/pages/flows/graph";
import type { Next, Step } from "@/pages/flows/shapes";
import { summaryOf } from "@/pages/flows/words";

/** Where the step leads: by hand, to join branches or to loop. Ways of cases stand with their tests. */
export function WayFields({ step }: { step: Step }) {
  const { t } = useTranslation("flows");
  const { draft } = useEditing();
  const ways = waysOf(step).filter(({ way }) => !way.startsWith("cases."));
  return (
    <Stack gap="sm">
      {ways.map(({ way, to }) => (
        <WayField
          key={way}
          label={t(`way.${way}` as "way.next")}
          from={step}
          to={to}
          onChange={(next) => draft.change({ graph: joined(draft.graph, { from: step.id, way }, next) })}
        />
      ))}
    </Stack>
  );
}

interface WayFieldProps {
  label: string;
  from: Step;
  to: Next;
  onChange: (next: Next) => void;
  stops?: string;
}

const STOP = "";

export function WayField({ label, from, to, onChange, stops }: WayFieldProps) {
  const { t } = useTranslation("flows");
  const { draft, language } = useEditing();
  const fallback = stops ?? (from.kind === "webhook" && label === t("way.failed") ? t("way.person") : t("way.stop"));
  const targets = inOrder(draft.graph)
    .filter((one) => one.id !== from.id || from.kind === "ask")
    .map((one) => ({ value: one.id, label: [t(`kind.${one.kind}`), summaryOf(one, language).slice(0, 40)].filter(Boolean).join(" · ") }));
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={[{ value: STOP, label: fallback }, ...targets]}
      value={to ?? STOP}
      onChange={(next) => onChange(next || null)}
    />
  );
}
