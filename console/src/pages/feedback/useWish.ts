// The page's filter and tab, kept in the address so that a link shows the same.
import { useNavigate, useSearch } from "@tanstack/react-router";

import { clean, KEYS, type Wish, wishOf } from "@/pages/feedback/wish";

export const TABS = ["said", "drivers", "topics", "teach"] as const;
export type Tab = (typeof TABS)[number];

export interface Wished {
  wish: Wish;
  tab: Tab;
  /** Adds to the filter; an empty text takes away. */
  change: (more: Wish) => void;
  /** Puts another filter in its place. */
  ask: (wish: Wish) => void;
  open: (tab: Tab) => void;
}

export function useWish(): Wished {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const wish = wishOf(search);
  const tab = TABS.find((one) => one === search.tab) ?? "said";
  const go = (next: Wish, to: Tab) => {
    const blank = Object.fromEntries(KEYS.map((key) => [key, undefined]));
    const asked = clean(next);
    // As a number the router writes it bare, as a text in quotation marks.
    const waited = asked.waited_over ? { waited_over: Number(asked.waited_over) } : {};
    const all = { ...search, ...blank, ...asked, ...waited, tab: to === "said" ? undefined : to };
    void navigate({ to: "/feedback", search: all as never, replace: true });
  };
  return {
    wish,
    tab,
    change: (more) => go({ ...wish, ...more }, tab),
    ask: (next) => go(next, "said"),
    open: (to) => go(wish, to),
  };
}
