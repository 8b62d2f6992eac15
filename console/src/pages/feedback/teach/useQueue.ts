// The texts that wait for a person's word, one after the other.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { get, put } from "@/api/client";
import { changed } from "@/api/queries";
import type { Feeling, Unit } from "@/pages/feedback/shapes";
import { queryOf, type Wish } from "@/pages/feedback/wish";
import { sayFailed } from "@/shared/confirm";

export type Picking = "fair" | "unsure";
const PATH = "/feedback/labelling";
const AT_ONCE = 20;
const MOST = 200;

export function useQueue(picked: Picking, wish: Wish) {
  const [passed, setPassed] = useState<Unit[]>([]);
  const [labelled, setLabelled] = useState(0);
  const [back, setBack] = useState<Unit | null>(null);
  const seen = new Set(passed.map((one) => one.id));
  // Texts that were skipped come again from the server; asked for beside the new ones they cannot fill the queue.
  const skipped = Math.max(0, passed.length - labelled);
  const limit = Math.min(MOST, AT_ONCE + Math.floor(skipped / AT_ONCE) * AT_ONCE);
  const query = { ...queryOf(wish), picked, limit };
  const asked = useQuery({
    queryKey: [PATH, query, "queue"],
    queryFn: ({ signal }) => get<Unit[]>(PATH, query, signal),
    // The queue must not change under the hand of whoever labels.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const rest = (asked.data ?? []).filter((one) => !seen.has(one.id));
  const unit = back ?? rest[0] ?? null;

  const pass = (one: Unit) => {
    setBack(null);
    setPassed([...passed.filter((other) => other.id !== one.id), one]);
    if (rest.filter((other) => other.id !== one.id).length === 0) void asked.refetch();
  };
  const say = async (one: Unit, sentiment: Feeling, topics: string[] | null) => {
    const body = { sentiment, picked, ...(topics === null ? {} : { topics }) };
    pass(one);
    try {
      await put(`/feedback/units/${one.id}/label`, body);
      setLabelled((count) => count + 1);
      void changed("/feedback/figures", "/feedback/units", "/feedback/models");
    } catch (error) {
      sayFailed(error);
    }
  };
  const last = passed.at(-1) ?? null;
  return {
    picked,
    unit,
    labelled,
    error: asked.error,
    refetch: asked.refetch,
    isPending: asked.isPending || (unit === null && asked.isFetching),
    canGoBack: last !== null && !back,
    skip: () => unit && pass(unit),
    goBack: () => setBack(last),
    say,
  };
}
export type Queue = ReturnType<typeof useQueue>;
