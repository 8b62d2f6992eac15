import { ActionIcon, SegmentedControl, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { CircleHelp, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Box, ConversationRow } from "@/api/shapes";
import { BOXES } from "@/pages/desk/boxes";
import { useBox } from "@/pages/desk/cache";
import { ConversationRows } from "@/pages/desk/ConversationRows";
import classes from "@/pages/desk/Desk.module.css";
import { useDeskKeys } from "@/pages/desk/useDeskKeys";

interface ConversationListProps {
  box: Box;
  opened: string | undefined;
  onBox: (box: Box) => void;
  onOpen: (id: string) => void;
  onShown: (rows: ConversationRow[]) => void;
  onKeys: () => void;
}

export function ConversationList({ box, opened, onBox, onOpen, onShown, onKeys }: ConversationListProps) {
  const { t } = useTranslation("desk");
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const [search] = useDebouncedValue(typed.trim(), 300);
  const pages = useBox(box, search);
  const { rows } = pages;
  useEffect(() => {
    onShown(rows);
  });
  useDeskKeys({ "/": () => field.current?.focus() });

  return (
    <section className={classes.list} aria-label={t("list")}>
      <header className={classes.listHead}>
        <div className={classes.listTitle}>
          <Title order={1} fz={18}>
            {t("title")}
          </Title>
          <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label={t("keys.title")} onClick={onKeys} visibleFrom="sm">
            <CircleHelp size={18} aria-hidden />
          </ActionIcon>
        </div>
        <TextInput
          ref={field}
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<Search size={15} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        <BoxSwitch box={box} onBox={onBox} />
      </header>
      <ConversationRows box={box} pages={pages} rows={rows} opened={opened} onOpen={onOpen} />
    </section>
  );
}

function BoxSwitch({ box, onBox }: { box: Box; onBox: (box: Box) => void }) {
  const { t } = useTranslation("desk");
  const counts: Partial<Record<Box, string>> = { mine: useCount("mine"), unassigned: useCount("unassigned") };
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t("boxes")}
      value={box}
      onChange={(next) => onBox(next as Box)}
      data={BOXES.map((value) => ({
        value,
        label: `${t(`box.${value}`)}${counts[value] ? ` ${counts[value]}` : ""}`,
      }))}
    />
  );
}

/** How many are in a box: those read so far, with a plus when there are more. */
function useCount(box: Box): string {
  const { rows, hasNextPage } = useBox(box);
  return rows.length === 0 ? "" : `${rows.length}${hasNextPage ? "+" : ""}`;
}
