import { Badge } from "@mantine/core";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { CornerLeftUp, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { stepOf } from "@/pages/flows/graph";
import { COLORS, ICONS } from "@/pages/flows/kinds";
import { summaryOf } from "@/pages/flows/words";

/** One step: what it is, what it says, what is wrong. A button, so Tab and Enter work. */
export function StepNode({ id }: NodeProps) {
  const { t } = useTranslation("flows");
  const { draft, problems, chosen, choose, language, trial } = useEditing();
  const step = stepOf(draft.graph, id);
  if (!step) return null;
  const Icon = ICONS[step.kind];
  const color = COLORS[step.kind];
  const mine = problems.filter((problem) => problem.step === id);
  const faults = mine.filter((problem) => problem.is_fault);
  const isHere = trial.answer?.step === id && trial.answer.waits !== "ended";
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <button
        type="button"
        className={`${classes.node} nopan`}
        data-step={id}
        data-chosen={chosen === id || undefined}
        data-bad={faults.length > 0 || undefined}
        data-here={isHere || undefined}
        aria-pressed={chosen === id}
        onClick={() => choose(id)}
      >
        <span className={classes.title}>
          <span className={classes.mark} style={{ background: `var(--mantine-color-${color}-light)`, color: `var(--mantine-color-${color}-light-color)` }}>
            <Icon size={15} aria-hidden />
          </span>
          {t(`kind.${step.kind}`)}
          {step.kind === "ask" && <code className={classes.slot}>{step.slot}</code>}
          {mine.length > 0 && (
            <Badge ml="auto" color={faults.length ? "red" : "yellow"} size="sm" leftSection={<TriangleAlert size={11} aria-hidden />}>
              {mine.length}
            </Badge>
          )}
        </span>
        <span className={classes.summary}>{summaryOf(step, language) || t(`empty.${step.kind}`)}</span>
      </button>
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </>
  );
}

export function StartNode() {
  const { t } = useTranslation("flows");
  return (
    <>
      <span className={classes.start}>{t("canvas.start")}</span>
      <Handle type="source" position={Position.Bottom} className={classes.handle} />
    </>
  );
}

export function StopNode() {
  const { t } = useTranslation("flows");
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <span className={classes.stop} role="img" aria-label={t("canvas.stop")} title={t("canvas.stop")} />
    </>
  );
}

/** A way back up, by the name of the step it leads to. */
export function BackNode({ data }: NodeProps) {
  const { t } = useTranslation("flows");
  const { draft, choose, language } = useEditing();
  const step = stepOf(draft.graph, String(data.to));
  if (!step) return null;
  const label = step.kind === "ask" ? step.slot : summaryOf(step, language);
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} />
      <button type="button" className={`${classes.back} nopan`} onClick={() => choose(step.id)}>
        <CornerLeftUp size={14} aria-hidden />
        <span className="fl-cut">
          {t(`kind.${step.kind}`)} {label}
        </span>
      </button>
    </>
  );
}
