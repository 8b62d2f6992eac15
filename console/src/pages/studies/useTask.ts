// Answers that are read again while something is being worked out.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";

const WORKING_MS = 800;
const LOOKING_MS = 5000;

/** In the reader's language; read again every moment while `isWorking`, and now and then while `isLive`. */
export function useTask<T>(path: string | null, isWorking: (answer: T) => boolean, isLive = false) {
  const { i18n } = useTranslation();
  const query = { language: i18n.language };
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path ?? "", query, signal),
    enabled: path !== null,
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? WORKING_MS : isLive ? LOOKING_MS : false),
  });
}
