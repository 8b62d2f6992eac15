import { ActionIcon, Menu } from "@mantine/core";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import classes from "@/pages/flows/Flow.module.css";
import { type Slot, stepOf } from "@/pages/flows/graph";
import { ICONS, KINDS } from "@/pages/flows/kinds";

/** A line with the way it stands for, and a plus that puts a step there. */
export function PlusEdge({ id, data, targetX, targetY, ...ends }: EdgeProps) {
  const { mayWrite } = useEditing();
  const [path] = getSmoothStepPath({ ...ends, targetX, targetY, borderRadius: 12 });
  const slot = data?.slot as Slot;
  // Near its end every line stands alone; in the middle branches lie on each other.
  const place = `translate(-50%, -50%) translate(${targetX}px, ${targetY - 22}px)`;
  return (
    <>
      <BaseEdge id={id} path={path} style={{ strokeWidth: 1.6 }} />
      <EdgeLabelRenderer>
        <div className={`${classes.onLine} nodrag nopan`} style={{ transform: place }}>
          <WayMark slot={slot} />
          {mayWrite && <PlusMenu slot={slot} />}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

function WayMark({ slot }: { slot: Slot }) {
  const { t } = useTranslation("flows");
  const { draft } = useEditing();
  const step = stepOf(draft.graph, slot.from);
  const [front, index] = slot.way.split(".");
  if (front === "cases" && step?.kind === "branch") {
    const test = step.cases[Number(index)]?.when[0];
    const value = test?.value === null || test?.value === undefined ? "" : ` ${String(test.value)}`;
    return <span className={classes.way}>{test?.name ? `${test.name} ${t(`check.${test.check}`)}${value}` : t("way.case", { n: Number(index) + 1 })}</span>;
  }
  if (front === "else" || front === "failed") return <span className={classes.way} data-bad={front === "failed" || undefined}>{t(`way.${front}`)}</span>;
  return null;
}

function PlusMenu({ slot }: { slot: Slot }) {
  const { t } = useTranslation("flows");
  const { insert } = useEditing();
  return (
    <Menu position="right-start" withinPortal>
      <Menu.Target>
        <ActionIcon size={28} radius="xl" variant="default" aria-label={t("insert")}>
          <Plus size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => {
          const Icon = ICONS[kind];
          return (
            <Menu.Item key={kind} leftSection={<Icon size={15} aria-hidden />} onClick={() => insert(slot, kind)}>
              {t(`kind.${kind}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
