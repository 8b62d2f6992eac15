// Undo and redo from the first change on. Typing in one field is one change.

export interface History<T> {
  past: T[];
  now: T;
  future: T[];
  /** What the last change was about; the same again within a moment joins it. */
  topic: string;
  at: number;
}

const LONGEST = 200;
const TYPING_MS = 1500;

export function begun<T>(now: T): History<T> {
  return { past: [], now, future: [], topic: "", at: 0 };
}

export function changedTo<T>(history: History<T>, now: T, topic: string, at: number): History<T> {
  const joins = topic !== "" && topic === history.topic && at - history.at < TYPING_MS;
  const past = joins ? history.past : [...history.past, history.now].slice(-LONGEST);
  return { past, now, future: [], topic, at };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], topic: "", at: 0 };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, topic: "", at: 0 };
}
