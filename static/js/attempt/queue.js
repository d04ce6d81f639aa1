// The answers of this page: written to the store first, then sent within a second, and forgotten
// only when the server has acknowledged them.
import { BATCH, batchOf, post, waitAfter } from "./send.js";

const GATHER_MS = 400;

export class Queue {
  #pending = new Map(); // seq → record
  #inFlight = new Set();
  #seq = 0;
  #failures = 0;
  #timer = null;
  #isSending = false;
  #isStopped = false;

  // page: {attempt, client, key, answersUrl}; opening: a promise of the store;
  // on: {state(name), refused(slots), closed(), stopped()}
  constructor(page, opening, on) {
    this.page = page;
    this.opening = opening;
    this.on = on;
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush();
    });
  }

  get unsent() {
    return [...this.#pending.values()].slice(0, BATCH);
  }

  async add(slot, value) {
    const { attempt, client, key, answersUrl: url } = this.page;
    const record = { attempt, client, key, url, seq: ++this.#seq, slot, value };
    const overtaken = this.#overtakenBy(record);
    this.#pending.set(record.seq, record);
    if (!this.#isStopped) this.on.state("saving");
    const store = await this.opening;
    try {
      await store.put(record);
      await this.#forget(overtaken);
    } catch {
      // the disk is full: it stays in memory and is sent all the same
    }
    this.#sendIn(GATHER_MS);
  }

  // Answers to the same question that have not left yet: nobody needs them any more.
  #overtakenBy({ slot }) {
    return [...this.#pending.values()].filter(
      (record) => record.slot === slot && !this.#inFlight.has(record.seq),
    );
  }

  async #forget(records) {
    for (const record of records) this.#pending.delete(record.seq);
    await (await this.opening).remove(records);
  }

  #sendIn(ms) {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), ms);
  }

  flush() {
    this.#failures = 0;
    clearTimeout(this.#timer);
    this.#send();
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  // The page goes away: everything leaves at once, even what is on its way already. A repeat is
  // harmless, and what does not arrive is a leftover of the next visit.
  #leave() {
    if (this.#isStopped || this.#pending.size === 0) return;
    const { client, key, answersUrl } = this.page;
    post(answersUrl, batchOf(client, key, this.unsent));
  }

  async #send() {
    if (this.#isStopped || this.#isSending || this.#pending.size === 0) return;
    this.#isSending = true;
    const records = this.unsent;
    for (const record of records) this.#inFlight.add(record.seq);
    const { client, key, answersUrl } = this.page;
    const outcome = await post(answersUrl, batchOf(client, key, records));
    this.#inFlight.clear();
    this.#isSending = false;
    if (this.#isStopped) return;
    if (outcome.kind === "done") await this.#settle(outcome.data);
    else if (outcome.kind === "refused") this.#giveUp();
    else this.#tryLater();
  }

  // Forgets what the server has acknowledged or refused for good.
  async take({ acknowledged, refused }) {
    const find = (seqs) => seqs.map((seq) => this.#pending.get(seq)).filter(Boolean);
    const dropped = find(refused.map((item) => item.seq));
    await this.#forget([...find(acknowledged), ...dropped]);
    if (dropped.length > 0) this.on.refused(dropped.map((record) => record.slot));
  }

  async #settle(data) {
    this.#failures = 0;
    await this.take(data);
    if (data.closed) {
      this.on.closed();
    } else if (this.#pending.size > 0) {
      this.#sendIn(0);
    } else {
      this.on.state("saved");
    }
  }

  #giveUp() {
    this.stop();
    this.on.stopped();
  }

  #tryLater() {
    this.#failures += 1;
    this.on.state("offline");
    this.#sendIn(waitAfter(this.#failures));
  }
}
