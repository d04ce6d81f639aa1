// What the server has not acknowledged yet, kept on this machine: records
// {attempt, client, seq, slot, value, key, url}. In memory where the browser keeps nothing.
const NAME = "attempts";
const TABLE = "answers";
const OPENING_MS = 2000;

const keyOf = (record) => [record.attempt, record.client, record.seq];

function openDatabase() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("indexedDB does not answer")), OPENING_MS);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(TABLE, { keyPath: ["attempt", "client", "seq"] });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

class DiskStore {
  isLasting = true;

  constructor(database) {
    this.database = database;
  }

  // Runs `work` on the table and settles when the transaction does: only then is it on the disk.
  #run(mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(TABLE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(TABLE));
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  put(record) {
    return this.#run("readwrite", (table) => table.put(record));
  }

  all() {
    return this.#run("readonly", (table) => table.getAll());
  }

  remove(records) {
    return this.#run("readwrite", (table) => {
      for (const record of records) table.delete(keyOf(record));
    });
  }

  forgetAttempt(attempt) {
    // In the order of keys an array comes after every number.
    const range = IDBKeyRange.bound([attempt], [attempt, []]);
    return this.#run("readwrite", (table) => table.delete(range));
  }
}

class MemoryStore {
  isLasting = false;
  #records = new Map();

  async put(record) {
    this.#records.set(keyOf(record).join("/"), record);
  }

  async all() {
    return [...this.#records.values()];
  }

  async remove(records) {
    for (const record of records) this.#records.delete(keyOf(record).join("/"));
  }

  async forgetAttempt(attempt) {
    await this.remove((await this.all()).filter((record) => record.attempt === attempt));
  }
}

// One store a page, however many modules ask for it.
let opening = null;

export function openStore() {
  opening ??= openDatabase().then(
    (database) => new DiskStore(database),
    () => new MemoryStore(),
  );
  return opening;
}
