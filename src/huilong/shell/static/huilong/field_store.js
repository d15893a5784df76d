// What the phone keeps without a network: the reader's open orders, and acts that wait to be sent, in the order they were
// made. IndexedDB; nothing of it survives signing out.
const NAME = "huilong-field", VERSION = 1;
let opened = null;

function open() {
  opened ||= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("acts", { keyPath: "no", autoIncrement: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => { opened = null; reject(asked.error); };
  });
  return opened;
}

async function within(name, mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(name, mode);
    const asked = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const kept = (name) => within("kept", "readonly", (store) => store.get(name));
export const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
export const acts = () => within("acts", "readonly", (store) => store.getAll());
export const add = (act) => within("acts", "readwrite", (store) => store.add(act));
export const change = (act) => within("acts", "readwrite", (store) => store.put(act));
export const drop = (no) => within("acts", "readwrite", (store) => store.delete(no));

export async function forget() {
  await within("kept", "readwrite", (store) => store.clear());
  await within("acts", "readwrite", (store) => store.clear());
}

// Waiting acts are kept until their owner is back, so only what shows orders goes when somebody else signs in.
export async function belongsTo(user) {
  if ((await kept("user")) === user) return;
  await within("kept", "readwrite", (store) => store.clear());
  await keep("user", user);
}
