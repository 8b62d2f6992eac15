// The filter lives in the address: a link shows a colleague the same figures, and Back undoes a step.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

import { filterOf, searchOf, type Search, withoutFilter } from "@/pages/surveys/results/filter";
import type { AnswerFilter } from "@/pages/surveys/results/shapes";

export function useFilter(survey: string) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const text = JSON.stringify(search);
  const filter = useMemo(() => filterOf(JSON.parse(text) as Search), [text]);
  const go = (next: Search) => void navigate({ to: `/surveys/${survey}`, search: next as never, resetScroll: false });
  return {
    filter,
    setFilter: (next: AnswerFilter) => go({ ...withoutFilter(search), ...searchOf(next) }),
    view: typeof search["view"] === "string" ? search["view"] : "questions",
    /** Other settings of a view are kept in the address beside the filter. */
    setSearch: (part: Search) => go(Object.fromEntries(Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined && value !== null))),
    search,
  };
}
