// The survey as somebody answers it: the server walks what is drawn, saved or not; nothing is kept.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";

import { post } from "@/api/client";
import { useEditing } from "@/pages/surveys/editing";
import type { Trial } from "@/pages/surveys/shapes";

const REST_MS = 250;

export function useTrial() {
  const { survey, draft, language } = useEditing();
  const [answers, setAnswers] = useState<Record<string, unknown>>({});
  const [at, setAt] = useState(0);
  const [seed, setSeed] = useState(1);
  const { form } = draft;
  const wanted = useMemo(() => ({ form, answers, language, seed }), [form, answers, language, seed]);
  const [asked] = useDebouncedValue(wanted, REST_MS);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: [`/surveys/${survey.id}/trials`, asked],
    queryFn: () => post<Trial>(`/surveys/${survey.id}/trials`, asked),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  const pages = data?.walk.pages ?? [];
  const place = Math.min(at, pages.length);
  const answer = useCallback((key: string, value: unknown) => {
    setAnswers((before) => {
      const { [key]: _, ...others } = before;
      return value === null || value === "" ? others : { ...others, [key]: value };
    });
  }, []);
  return {
    trial: data,
    error,
    answers,
    answer,
    page: pages[place],
    isOver: place >= pages.length && data !== undefined && data.walk.page === null,
    mayGoBack: place > 0,
    /** What is shown is the walk of what was answered last. */
    isFresh: asked === wanted && !isPlaceholderData,
    /** The walk goes no further than this page. */
    isLast: place === pages.length - 1 && data?.walk.page !== null,
    next: () => setAt(place + 1),
    back: () => setAt(Math.max(place - 1, 0)),
    again: () => {
      setAnswers({});
      setAt(0);
      setSeed((before) => before + 1);
    },
  };
}
export type Playing = ReturnType<typeof useTrial>;
