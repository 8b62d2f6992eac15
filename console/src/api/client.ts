// The one way to the server: adds the CSRF header, reads problem documents, forgets a session that has ended.
import { problemOf, Refused } from "@/api/problems";

export type Query = Record<string, string | number | boolean | null | undefined>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const listeners = new Set<() => void>();

/** Called when the server says that the session is over. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function cookie(name: string, all = document.cookie): string {
  const found = all.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

async function call<T>(method: Method, url: string, body?: BodyInit | object, signal?: AbortSignal): Promise<T> {
  const headers = new Headers({ Accept: "application/json" });
  if (method !== "GET") headers.set("X-CSRF-Token", cookie("feilun_csrf"));
  const raw = body instanceof Blob || typeof body === "string";
  if (body !== undefined && !raw) headers.set("Content-Type", "application/json");
  const answer = await fetch(url, {
    method,
    headers,
    credentials: "same-origin",
    body: body === undefined ? null : raw ? (body as BodyInit) : JSON.stringify(body),
    signal: signal ?? null,
  });
  if (!answer.ok) throw await refusal(answer, url);
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function refusal(answer: Response, url: string): Promise<Refused> {
  const refused = await problemOf(answer);
  // A question for the session itself is answered by "nobody"; that ends nothing.
  if (refused.status === 401 && !url.startsWith("/api/v1/session")) for (const listener of listeners) listener();
  return refused;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  call<T>("GET", address(path, query), undefined, signal);
export const post = <T>(path: string, body?: object | Blob, query?: Query, signal?: AbortSignal) =>
  call<T>("POST", address(path, query), body ?? {}, signal);
export const put = <T>(path: string, body: object) => call<T>("PUT", address(path), body);
export const patch = <T>(path: string, body: object) => call<T>("PATCH", address(path), body);
export const remove = <T = void>(path: string) => call<T>("DELETE", address(path));
