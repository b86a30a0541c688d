const NAME = "hiloop";
const VERSION = 1;

/** The object stores of this origin: who this browser is, what it knows of the roster, and sealed answers as they came. */
export const STORES = { identity: "identity", guests: "guests", pins: "pins", sealed: "sealed" } as const;
type StoreName = (typeof STORES)[keyof typeof STORES];

let opening: Promise<IDBDatabase> | undefined;

/** Runs one request against a store and gives its result. */
export async function inStore<Result>(
  name: StoreName,
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  opening ??= open();
  const database = await opening;
  return promised(run(database.transaction(name, mode).objectStore(name)));
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    for (const name of Object.values(STORES)) request.result.createObjectStore(name);
  };
  return promised(request);
}

function promised<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
