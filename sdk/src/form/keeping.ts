/** What this browser keeps of a response until the server has it. In memory where storage is refused. */
import type { Answers } from "./engine";

export interface Kept {
  /** Typed and not yet acknowledged, with the page it was typed on. */
  page: string;
  draft: Answers;
  /** A save on its way, word for word. */
  pending: string;
}

const memory = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    memory.set(key, text);
  }
}

export function keptOf(token: string): Kept | null {
  try {
    return JSON.parse(read(`feilun:survey:${token}`) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

export function keep(token: string, kept: Kept): void {
  write(`feilun:survey:${token}`, JSON.stringify(kept));
}

export function forget(token: string): void {
  memory.delete(`feilun:survey:${token}`);
  try {
    localStorage.removeItem(`feilun:survey:${token}`);
  } catch {
    // Nothing was kept there.
  }
}

/** The secret by which an open link finds this device's response again. */
export function respondentOf(link: string): string {
  const key = `feilun:survey:${link}:me`;
  const known = read(key);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  write(key, made);
  return made;
}
