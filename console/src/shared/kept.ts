// Small things kept in this browser over a reload (drafts, unsent messages): IndexedDB, or memory in private mode.

const memory = new Map<string, unknown>();
let opening: Promise<IDBDatabase | null> | null = null;

function open(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open("feilun-console", 1);
      request.addEventListener("upgradeneeded", () => request.result.createObjectStore("kept"));
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => resolve(null));
    } catch {
      resolve(null);
    }
  });
  return opening;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB failed")));
  });
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore | null> {
  return (await open())?.transaction("kept", mode).objectStore("kept") ?? null;
}

export async function recall<T>(key: string): Promise<T | undefined> {
  const place = await store("readonly");
  return (place ? await answer(place.get(key)) : memory.get(key)) as T | undefined;
}

export async function keep(key: string, value: unknown): Promise<void> {
  const place = await store("readwrite");
  if (place) await answer(place.put(value, key));
  else memory.set(key, value);
}

export async function drop(key: string): Promise<void> {
  const place = await store("readwrite");
  if (place) await answer(place.delete(key));
  else memory.delete(key);
}

/** Everything kept under keys that start so. */
export async function recallAll<T>(start: string): Promise<T[]> {
  const place = await store("readonly");
  if (place) return answer(place.getAll(IDBKeyRange.bound(start, `${start}\uffff`))) as Promise<T[]>;
  return [...memory].filter(([key]) => key.startsWith(start)).map(([, value]) => value as T);
}
