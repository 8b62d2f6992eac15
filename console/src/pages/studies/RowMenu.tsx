import { ActionIcon, Menu } from "@mantine/core";
import { ArrowDown, ArrowUp, Ellipsis, Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

interface RowMenuProps {
  label: string;
  place: number;
  last: number;
  onMove: (by: number) => void;
  onRemove: () => void;
}

export function RowMenu({ label, place, last, onMove, onRemove }: RowMenuProps) {
  const { t } = useTranslation("studies");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={place === 0} leftSection={<ArrowUp size={14} aria-hidden />} rightSection={<kbd>Alt ↑</kbd>} onClick={() => onMove(-1)}>
          {t("row.up")}
        </Menu.Item>
        <Menu.Item disabled={place === last} leftSection={<ArrowDown size={14} aria-hidden />} rightSection={<kbd>Alt ↓</kbd>} onClick={() => onMove(1)}>
          {t("row.down")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<Trash2 size={14} aria-hidden />} onClick={onRemove}>
          {t("row.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Alt with an arrow moves the row that the focus is in, as in the outline of a survey. */
export function moveKeys(onMove: (by: number) => void) {
  return (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!by || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(by);
  };
}
