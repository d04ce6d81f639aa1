// What an earlier page on this machine could not send (the browser was killed, the network was
// gone): sent for whatever attempt it belongs to, with that page's own client number and key.
import { BATCH, batchOf, pause, post, waitAfter } from "./send.js";
import { openStore } from "./store.js";

function groupByPage(records) {
  const groups = new Map();
  for (const record of records) {
    const name = `${record.attempt}/${record.client}`;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(record);
  }
  return [...groups.values()];
}

// True when these records need no further try: taken, refused for good, or not to be sent again.
async function sendGroup(store, records, sent) {
  const [{ attempt, client, key, url }] = records;
  for (let start = 0; start < records.length; start += BATCH) {
    const batch = records.slice(start, start + BATCH);
    const outcome = await post(url, batchOf(client, key, batch));
    if (outcome.kind === "retry") return false;
    if (outcome.kind === "refused") {
      // 404: this attempt or key is no longer known. A 400 would be our own fault: keep the data.
      if (outcome.status === 404) await store.remove(records);
      return true;
    }
    const settled = new Set([
      ...outcome.data.acknowledged,
      ...outcome.data.refused.map((item) => item.seq),
    ]);
    await store.remove(batch.filter((record) => settled.has(record.seq)));
    if (outcome.data.acknowledged.length > 0) sent.add(attempt);
  }
  return true;
}

// One try. `own` is {attempt, client} of the page that runs, whose queue sends for itself.
// Returns {sent: ids of the attempts that got an answer through, isDone}.
export async function flushLeftovers(own = {}) {
  const store = await openStore();
  const isOwn = (record) => record.attempt === own.attempt && record.client === own.client;
  const sent = new Set();
  let isDone = true;
  try {
    const records = (await store.all()).filter((record) => !isOwn(record));
    for (const group of groupByPage(records)) {
      isDone = (await sendGroup(store, group, sent)) && isDone;
    }
  } catch {
    // the store does not answer: nothing to send from it
  }
  return { sent, isDone };
}

// Tries until nothing is left; `onSent(ids of attempts)` after each try that got something through.
export async function keepFlushing(own = {}, onSent = () => {}) {
  for (let failures = 1; ; failures += 1) {
    const { sent, isDone } = await flushLeftovers(own);
    if (sent.size > 0) onSent(sent);
    if (isDone) return;
    await pause(waitAfter(failures));
  }
}
