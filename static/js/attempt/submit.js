// Handing in: carries what is not acknowledged yet, and asks until the server gives a receipt.
import { flushLeftovers } from "./leftovers.js";
import { batchOf, pause, post, waitAfter } from "./send.js";

const LEFTOVERS_MS = 3000;

// on: {waiting()} after each try that did not get through. Returns whether the attempt is handed in.
export async function submitAttempt(page, queue, opening, on) {
  queue.stop();
  await Promise.race([flushLeftovers(page), new Promise((done) => setTimeout(done, LEFTOVERS_MS))]);
  for (let failures = 1; ; failures += 1) {
    const outcome = await post(page.submitUrl, batchOf(page.client, page.key, queue.unsent));
    if (outcome.kind === "refused") return false;
    if (outcome.kind === "done" && outcome.data.receipt) {
      await forget(opening, page.attempt);
      location.replace(outcome.data.result_url);
      return true;
    }
    on.waiting();
    await pause(waitAfter(failures));
  }
}

// The next child at this machine finds nothing of this one.
async function forget(opening, attempt) {
  try {
    await (await opening).forgetAttempt(attempt);
  } catch {
    // the store does not answer; what it holds is sent and dropped at the next visit
  }
}
