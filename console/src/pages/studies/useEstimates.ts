// The estimates of a study, the newest first, read again while one of them is being worked out.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { get } from "@/api/client";
import { changed } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { type EstimateRow, isOpen } from "@/pages/studies/shapes";

const WORKING_MS = 700;

export function useEstimates(study: string) {
  const path = `/studies/${study}/estimates`;
  const found = useQuery({
    queryKey: [path, {}],
    queryFn: ({ signal }) => get<Page<EstimateRow>>(path, {}, signal),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => isOpen(one.state)) ? WORKING_MS : false),
  });
  const rows = found.data?.items ?? [];
  const working = rows.filter((one) => isOpen(one.state)).length;
  const before = useRef(working);
  // One has ended: what was read of it is no longer true.
  useEffect(() => {
    if (working < before.current) void changed("/estimates");
    before.current = working;
  }, [working]);
  return { ...found, rows };
}

/** Those whose market can be simulated. */
export function useSimulable(study: string) {
  const found = useEstimates(study);
  return { ...found, rows: found.rows.filter((one) => one.state === "done" && one.can_simulate) };
}
