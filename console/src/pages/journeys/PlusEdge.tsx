import { ActionIcon, Menu } from "@mantine/core";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/journeys/editing";
import type { Slot } from "@/pages/journeys/graph";
import classes from "@/pages/journeys/Journey.module.css";
import { ICONS, KINDS } from "@/pages/journeys/kinds";

/** A line with the branch it stands for, and a plus that puts a step there. */
export function PlusEdge({ id, data, targetX, targetY, ...ends }: EdgeProps) {
  const { t } = useTranslation("journeys");
  const { mayWrite } = useEditing();
  const [path] = getSmoothStepPath({ ...ends, targetX, targetY, borderRadius: 12 });
  const slot = data?.slot as Slot;
  const branches = slot.way === "yes" || slot.way === "no";
  // Near its end every line stands alone; in the middle branches lie on each other.
  const place = `translate(-50%, -50%) translate(${targetX}px, ${targetY - 22}px)`;
  return (
    <>
      <BaseEdge id={id} path={path} style={{ strokeWidth: 1.6 }} />
      <EdgeLabelRenderer>
        <div className={`${classes.onLine} nodrag nopan`} style={{ transform: place }}>
          {branches && <span className={classes.way}>{t(`way.${slot.way}`)}</span>}
          {mayWrite && <PlusMenu slot={slot} />}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

function PlusMenu({ slot }: { slot: Slot }) {
  const { t } = useTranslation("journeys");
  const { insert } = useEditing();
  return (
    <Menu position="right-start" withinPortal>
      <Menu.Target>
        <ActionIcon size={30} radius="xl" variant="default" aria-label={t("insert")}>
          <Plus size={16} aria-hidden />
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
