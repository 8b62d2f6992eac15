// The menu as a tree: what an edit makes of it. Pure, so that it is tested as a table.
import type { MenuItem } from "@/pages/bot/shapes";

export function changedItem(menu: MenuItem[], id: string, change: (item: MenuItem) => MenuItem): MenuItem[] {
  return menu.map((item) =>
    item.id === id ? change(item) : { ...item, children: changedItem(item.children, id, change) },
  );
}

export function withoutItem(menu: MenuItem[], id: string): MenuItem[] {
  return menu
    .filter((item) => item.id !== id)
    .map((item) => ({ ...item, children: withoutItem(item.children, id) }));
}

/** One place up or down among its neighbours; at the end it stays. */
export function movedItem(menu: MenuItem[], id: string, by: -1 | 1): MenuItem[] {
  const place = menu.findIndex((item) => item.id === id);
  if (place < 0) return menu.map((item) => ({ ...item, children: movedItem(item.children, id, by) }));
  const next = [...menu];
  const [moved] = next.splice(place, 1);
  if (moved) next.splice(Math.max(0, place + by), 0, moved);
  return next;
}

export function newItem(): MenuItem {
  const id = `m${Math.random().toString(36).slice(2, 8)}`;
  return { id, label: {}, kind: "article", target: "", children: [] };
}
