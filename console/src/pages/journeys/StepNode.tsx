import { Badge } from "@mantine/core";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import type { Say } from "@/pages/audiences/sentence";
import { problemsAt, useAudiences, useEditing } from "@/pages/journeys/editing";
import { stepOf } from "@/pages/journeys/graph";
import classes from "@/pages/journeys/Journey.module.css";
import { COLORS, ICONS } from "@/pages/journeys/kinds";
import { ENTRY } from "@/pages/journeys/layout";
import { entrySummary, summaryOf } from "@/pages/journeys/words";

/** One step: what it is, what it does, how many came, wait, went on. A button, so Tab and Enter work. */
export function StepNode({ id }: NodeProps) {
  const { t } = useTranslation("journeys");
  const { draft, chosen, choose } = useEditing();
  const step = stepOf(draft.graph, id);
  const kind = step?.kind ?? "entry";
  const Icon = ICONS[kind];
  const problems = problemsAt(draft.problems, id === ENTRY ? null : id);
  const color = COLORS[kind];
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <button
        type="button"
        className={`${classes.node} nopan`}
        data-step={id}
        data-chosen={chosen === id || undefined}
        data-bad={problems.length > 0 || undefined}
        aria-pressed={chosen === id}
        onClick={() => choose(id)}
      >
        <span className={classes.title}>
          <span
            className={classes.mark}
            style={{ background: `var(--mantine-color-${color}-light)`, color: `var(--mantine-color-${color}-light-color)` }}
          >
            <Icon size={15} aria-hidden />
          </span>
          {kind === "entry" ? t("entry") : t(`kind.${kind}`)}
          {problems.length > 0 && (
            <Badge ml="auto" color="red" size="sm" leftSection={<TriangleAlert size={11} aria-hidden />}>
              {problems.length}
            </Badge>
          )}
        </span>
        <Summary id={id} />
        <Numbers id={id} />
      </button>
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </>
  );
}

function Summary({ id }: { id: string }) {
  const { t } = useTranslation("journeys");
  const { t: tRule } = useTranslation("audiences");
  const { draft } = useEditing();
  const audiences = useAudiences();
  const step = stepOf(draft.graph, id);
  const { entry } = draft.graph;
  const audience = audiences.find((one) => one.id === entry.audience)?.name;
  const text = step ? summaryOf(step, t as Say, tRule as Say) : entrySummary(entry, audience, t as Say);
  return <span className={classes.summary}>{text}</span>;
}

function Numbers({ id }: { id: string }) {
  const { t } = useTranslation("journeys");
  const { number } = useFormats();
  const { figures, totals } = useEditing();
  const found = figures.get(id);
  const parts =
    id === ENTRY
      ? totals && { in: totals.entered, out: totals.goal }
      : found && { in: found.entered, waiting: found.waiting, out: found.left };
  if (!parts) return null;
  return (
    <span className={classes.figures}>
      {Object.entries(parts).map(([name, value]) => (
        <b key={name}>
          {number(value)} <span>{id === ENTRY && name === "out" ? t("figure.goal") : t(`figure.${name}`)}</span>
        </b>
      ))}
    </span>
  );
}
