// Reading figures: asked by a filter in the body, and read anew as soon as the counts of the survey move.
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { get, post } from "@/api/client";
import { queries } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { bodyOf } from "@/pages/surveys/results/filter";
import type { AnswerFilter, RespondentPage } from "@/pages/surveys/results/shapes";
import type { Survey, SurveyRow } from "@/pages/surveys/shapes";

const EVERY_MS = 3000;
/** What moves no count, such as a weight that a colleague gives, shows after so long. */
const SLOWLY_MS = 60_000;
const KEPT_MS = 30_000;

/** An answer that is read anew every few seconds while somebody looks. */
export function useLive<T>(path: string, everyMs = EVERY_MS) {
  return useQuery({ queryKey: [path, {}], queryFn: ({ signal }) => get<T>(path, {}, signal), refetchInterval: everyMs });
}

/** Changes as soon as somebody begins, goes on or finishes. A line of the list is cheap to ask: the survey itself is checked for faults each time. */
export function usePulse({ id, name, counts: known }: Survey): string {
  const { data } = useQuery({
    queryKey: ["/surveys", { search: name, pulse: id }],
    queryFn: async ({ signal }) => (await get<Page<SurveyRow>>("/surveys", { search: name, limit: 200 }, signal)).items.find((one) => one.id === id)?.counts ?? null,
    refetchInterval: EVERY_MS,
  });
  const counts = data ?? known;
  const pulse = Object.values(counts).join(".");
  useEffect(() => {
    // The count beside the tab moves with the figures.
    if (data) queries.setQueryData<Survey>([`/surveys/${id}`, {}], (survey) => survey && { ...survey, counts: data });
  }, [data, id]);
  return pulse;
}

/** Figures under a filter. While newer ones are on their way the last ones stay, so nothing flickers. */
export function useFigures<T>(path: string | null, filter: AnswerFilter, pulse: string, more: object = {}) {
  const body = { filter: bodyOf(filter), ...more };
  return useQuery({
    queryKey: [path, body, pulse],
    queryFn: ({ signal }) => post<T>(path ?? "", body, undefined, signal),
    enabled: path !== null,
    placeholderData: keepPreviousData,
    refetchInterval: SLOWLY_MS,
    gcTime: KEPT_MS,
  });
}

/** The people behind a figure, page by page. */
export function usePeople(survey: string, filter: AnswerFilter) {
  const path = `/surveys/${survey}/respondents`;
  const body = bodyOf(filter);
  const pages = useInfiniteQuery({
    queryKey: [path, body, "pages"],
    queryFn: ({ pageParam, signal }) => post<RespondentPage>(path, { filter: body, limit: 50, after: pageParam || null }, undefined, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    gcTime: KEPT_MS,
  });
  return { ...pages, base: pages.data?.pages[0]?.base ?? 0, rows: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}
