// The rule as nested boxes. It also edits the conditions inside journeys.
import { ActionIcon, Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { FolderPlus, MousePointerClick, Tag, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EventRow } from "@/pages/audiences/EventRow";
import classes from "@/pages/audiences/Rule.module.css";
import { TraitRow } from "@/pages/audiences/TraitRow";
import {
  added,
  changed,
  type GroupNode,
  type Mode,
  newEvent,
  newGroup,
  newTrait,
  type Node,
  removed,
} from "@/pages/audiences/tree";

interface EditorProps {
  root: GroupNode;
  onChange: (root: GroupNode) => void;
}

export function RuleEditor({ root, onChange }: EditorProps) {
  return <GroupBox node={root} root={root} onChange={onChange} />;
}

function GroupBox({ node, root, onChange }: EditorProps & { node: GroupNode }) {
  const { t } = useTranslation("audiences");
  const isRoot = node.id === root.id;
  const modes = (["all", "any", "none"] as const).map((value) => ({ value, label: t(`mode.${value}`) }));
  const setMode = (mode: string) => onChange(changed(root, node.id, (one) => ({ ...one, mode: mode as Mode }) as Node));
  return (
    <div className={classes.group} role="group" aria-label={t(isRoot ? "editor" : "add.group")}>
      <Group justify="space-between" mb="sm">
        <SegmentedControl size="xs" aria-label={t("mode.label")} data={modes} value={node.mode} onChange={setMode} />
        {!isRoot && <RemoveButton label={t("removeGroup")} onClick={() => onChange(removed(root, node.id))} />}
      </Group>
      <Stack gap="xs">
        {node.items.map((item) =>
          item.kind === "group" ? (
            <GroupBox key={item.id} node={item} root={root} onChange={onChange} />
          ) : (
            <div key={item.id} className={classes.row}>
              <Condition node={item} onChange={(next) => onChange(changed(root, item.id, () => next))} />
              <RemoveButton inRow label={t("removeCondition")} onClick={() => onChange(removed(root, item.id))} />
            </div>
          ),
        )}
      </Stack>
      <AddButtons onAdd={(item) => onChange(added(root, node.id, item))} />
    </div>
  );
}

function Condition({ node, onChange }: { node: Exclude<Node, GroupNode>; onChange: (node: Node) => void }) {
  if (node.kind === "trait") {
    return (
      <>
        <Tag size={16} aria-hidden />
        <TraitRow node={node} onChange={onChange} />
      </>
    );
  }
  return (
    <>
      <MousePointerClick size={16} aria-hidden />
      <EventRow node={node} onChange={onChange} />
    </>
  );
}

function RemoveButton({ label, inRow, onClick }: { label: string; inRow?: boolean; onClick: () => void }) {
  return (
    <ActionIcon className={inRow ? classes.remove : undefined} variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <Trash2 size={16} aria-hidden />
    </ActionIcon>
  );
}

function AddButtons({ onAdd }: { onAdd: (node: Node) => void }) {
  const { t } = useTranslation("audiences");
  const kinds = [
    { name: t("add.trait"), icon: Tag, make: newTrait },
    { name: t("add.event"), icon: MousePointerClick, make: newEvent },
    { name: t("add.group"), icon: FolderPlus, make: () => newGroup([], "any") },
  ];
  return (
    <Group gap="xs" mt="sm">
      {kinds.map(({ name, icon: Icon, make }) => (
        <Button
          key={name}
          size="compact-sm"
          variant="light"
          leftSection={<Icon size={14} aria-hidden />}
          onClick={() => onAdd(make())}
        >
          {name}
        </Button>
      ))}
    </Group>
  );
}
