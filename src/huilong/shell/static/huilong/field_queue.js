// Acts on their way to the house: each has a key, so that sending it twice does it once, and the time it happened. They go
// in the order they were made; one that the house refuses is shown and kept aside, one that finds no network waits.
import { acts, add, change, drop } from "./field_store.js";

const listeners = new Set();
export const onQueue = (listener) => listeners.add(listener);
export const waiting = async () => (await acts()).filter((act) => !act.refused);
const tell = async (detail = {}) => {
  const all = await acts();
  for (const listener of listeners) listener({ all, ...detail });
};

export async function put(url, fields, files = {}) {
  const key = globalThis.crypto?.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const act = { url, fields, files, key, made: Date.now() };
  act.no = await add(act);
  await tell({ added: act });
  return act;
}

function body(act) {
  const form = new FormData();
  for (const [name, value] of Object.entries(act.fields)) form.append(name, value);
  for (const [name, file] of Object.entries(act.files)) form.append(name, file.blob, file.name);
  return form;
}

let sending = null;
export function send(token) {
  sending ||= sendAll(token).finally(() => { sending = null; });
  return sending;
}

// The next act to send. What follows a refused act of the same order waits until the reader has dropped that one: it was
// made believing in it.
async function following() {
  const all = await acts(), blocked = new Set(all.filter((act) => act.refused).map((act) => act.fields.order));
  return all.find((act) => !act.refused && !blocked.has(act.fields.order));
}

async function sendAll(token) {
  for (let act = await following(); act; act = await following()) {
    let answer;
    try {
      answer = await fetch(act.url, {
        method: "POST", body: body(act), credentials: "same-origin", redirect: "error",
        headers: { "X-CSRFToken": await token(), "Idempotency-Key": act.key, Accept: "application/json" },
      });
    } catch {
      return false; // no network: the rest waits
    }
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500) return false;
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) {
      await drop(act.no);
      await tell({ done: act, told });
    } else {
      act.refused = { title: told.title ?? String(answer.status), detail: told.detail ?? "", remedy: told.remedy ?? "" };
      await change(act);
      await tell({ refused: act });
    }
  }
  return true;
}

export async function dismiss(no) {
  await drop(no);
  await tell();
}
export const refresh = tell;
