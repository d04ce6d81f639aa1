// One POST to the attempt protocol, and what its answer means for the sender.
const TIMEOUT_MS = 15000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

export const BATCH = 200;

// {kind: "done", data}   the server has read it: 200, or 422 where some items are refused
// {kind: "refused", status}   the server will never take it: 400, 404
// {kind: "retry"}   no network, a busy server, or somebody else's page in between
export async function post(url, body) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit", // the key in the body is all that counts
      redirect: "error", // a sign-in page of the network is no answer
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const data = await response.json();
    if ((response.ok || response.status === 422) && Array.isArray(data.acknowledged)) {
      return { kind: "done", data };
    }
    const isOurs = typeof data.error === "string";
    return isOurs && response.status < 500 ? { kind: "refused", status: response.status } : { kind: "retry" };
  } catch {
    return { kind: "retry" };
  }
}

export function batchOf(client, key, records) {
  const answers = records.map(({ seq, slot, value }) => [seq, slot, value]);
  return { client, key, answers };
}

// Doubles from one second to thirty, spread so that a room of machines does not come back at once.
export function waitAfter(failures) {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.max(failures - 1, 0), LONGEST_WAIT_MS);
  return wait * (0.5 + Math.random() / 2);
}

// Settles after `ms`, or as soon as the network is back.
export function pause(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}
