/** The outbox: what was not acknowledged yet, in order, in IndexedDB; in memory where that is refused. */
export interface Kept<T> {
  place: number;
  item: T;
}

export interface Box {
  readonly lasting: boolean;
  put(queue: string, item: unknown): Promise<number>;
  all<T>(queue: string): Promise<Kept<T>[]>;
  remove(places: number[]): Promise<void>;
}

interface Row {
  place?: number;
  queue: string;
  item: unknown;
}

export async function openBox(name: string, factory: IDBFactory | null = globalThis.indexedDB): Promise<Box> {
  try {
    if (!factory) return memoryBox();
    return lastingBox(await opened(factory, name));
  } catch {
    return memoryBox();
  }
}

function opened(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("outbox", { keyPath: "place", autoIncrement: true }).createIndex("queue", "queue");
  };
  // Some private windows never answer; two seconds later we go on without it.
  return Promise.race([answer(request), new Promise<never>((_, no) => setTimeout(no, 2000, "blocked"))]);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
}

function lastingBox(database: IDBDatabase): Box {
  const store = (mode: IDBTransactionMode) => database.transaction("outbox", mode).objectStore("outbox");
  database.onversionchange = () => database.close();
  return {
    lasting: true,
    put: async (queue, item) => Number(await answer(store("readwrite").add({ queue, item } satisfies Row))),
    all: async <T>(queue: string) => (await answer(store("readonly").index("queue").getAll(queue))) as Kept<T>[],
    remove: async (places) => {
      const rows = store("readwrite");
      await Promise.all(places.map((place) => answer(rows.delete(place))));
    },
  };
}

export function memoryBox(): Box {
  let rows: Required<Row>[] = [];
  let last = 0;
  return {
    lasting: false,
    put: async (queue, item) => (rows.push({ place: ++last, queue, item }), last),
    all: async <T>(queue: string) => rows.filter((row) => row.queue === queue) as unknown as Kept<T>[],
    remove: async (places) => void (rows = rows.filter((row) => !places.includes(row.place))),
  };
}
