// The query cache and the two hooks most pages need: one thing, or a keyset-paged list.
import { QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { get, type Query } from "@/api/client";
import { Refused } from "@/api/problems";
import type { Page } from "@/api/shapes";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal is an answer: asking again gives the same. Only lost connections are worth another try.
      retry: (count, error) => !(error instanceof Refused) && count < 2,
    },
  },
});

/** One answer of the API. The key is the path and query, so that others can patch or invalidate it. */
export function useAnswer<T>(path: string | null, query: Query = {}) {
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path ?? "", query, signal),
    enabled: path !== null,
  });
}

/** A list in pages; `rows` is everything read so far. */
export function usePages<T>(path: string | null, query: Query = {}) {
  const pages = useInfiniteQuery({
    queryKey: [path, query, "pages"],
    queryFn: ({ pageParam, signal }) => get<Page<T>>(path ?? "", { ...query, after: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: path !== null,
  });
  return { ...pages, rows: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}
export type Pages<T> = ReturnType<typeof usePages<T>>;

/** After a change: everything whose path starts so is read again. */
export function changed(...paths: string[]): Promise<void[]> {
  return Promise.all(
    paths.map((path) =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path) }),
    ),
  );
}
