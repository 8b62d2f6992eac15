// The list itself: a listbox that draws only the rows in view.
import { useVirtualizer } from "@tanstack/react-virtual";
import { Inbox } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Pages } from "@/api/queries";
import type { Box, ConversationRow } from "@/api/shapes";
import { ConversationOption } from "@/pages/desk/ConversationOption";
import classes from "@/pages/desk/Desk.module.css";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

const ROW_HEIGHT = 78;

interface ConversationRowsProps {
  box: Box;
  pages: Pages<ConversationRow>;
  rows: ConversationRow[];
  opened: string | undefined;
  onOpen: (id: string) => void;
}

export function ConversationRows({ box, pages, rows, opened, onOpen }: ConversationRowsProps) {
  const { t } = useTranslation("desk");
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    getItemKey: (place) => rows[place]?.id ?? place,
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 8) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);

  const place = rows.findIndex((row) => row.id === opened);
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place, { align: "auto" });
    // Only when another conversation is opened: a list that moves by itself must not be pulled back.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [opened]);

  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = by ? rows[place < 0 ? 0 : place + by] : undefined;
    if (!next) return;
    event.preventDefault();
    onOpen(next.id);
  };

  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <div className={classes.padded}>{<Loading lines={6} height={44} />}</div>;
  if (rows.length === 0) return <EmptyState icon={Inbox} title={t(`empty.${box}`)} text={t("empty.text")} />;
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        role="listbox"
        tabIndex={0}
        aria-label={t(`box.${box}`)}
        aria-activedescendant={place >= 0 ? `conversation-${opened}` : undefined}
        className={classes.listbox}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {drawn.map((item) => {
          const row = rows[item.index];
          return row ? (
            <ConversationOption
              key={item.key}
              row={row}
              top={item.start}
              place={item.index + 1}
              total={rows.length}
              selected={row.id === opened}
              onOpen={onOpen}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}
