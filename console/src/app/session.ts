// Who is signed in, in which workspace, and what they may do.
import { useQuery } from "@tanstack/react-query";

import { get, post, remove } from "@/api/client";
import { Refused } from "@/api/problems";
import { queries } from "@/api/queries";
import type { Session } from "@/api/shapes";

const KEY = ["/session"];

async function readSession(): Promise<Session | null> {
  try {
    return await get<Session>("/session");
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 60_000 });
}

/** Inside the shell a session always stands. */
export function useRights(): (right: string) => boolean {
  const { data } = useSession();
  return (right) => data?.rights.includes(right) ?? false;
}

export async function signIn(email: string, password: string, workspace?: string): Promise<Session> {
  const session = await post<Session>("/session", { email, password, ...(workspace ? { workspace } : {}) });
  queries.setQueryData(KEY, session);
  return session;
}

export async function signOut(): Promise<void> {
  await remove("/session");
  forgetSession();
}

export function forgetSession(): void {
  // Nothing that the last person read may stay for the next one.
  // The socket was opened for the last person; only pages that use it load its code.
  void import("@/live/connection").then((live) => live.closeLive());
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  // Not removed but set: the shell watches it and would wait for ever for a query that is gone.
  queries.setQueryData(KEY, null);
}
