// The recovery page of the phone. What shows a right to take a car is the house's last word and the seconds it gave: offline
// they run out here, and only the house gives new ones.
import { authority } from "./field_authority.js";
import { pad, photographed, place, sha256, shown } from "./field_capture.js";
import { onQueue, put, dismiss, refresh, send, waiting } from "./field_queue.js";
import { acts, belongsTo, forget, keep, kept } from "./field_store.js";

const $ = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const words = $("#t-words").dataset, main = $("#main"), said = $("#said");
const LOOK_MS = 15_000, RETRY_MS = 10_000;
let done = 0, house = null, open = null, here = null, signing = null, skew = 0, sayings = 0;

const now = () => new Date(Date.now() + skew); // the house's clock, as far as the phone knows it
const order = () => house?.orders.find((one) => one.id === open) ?? null;
const template = (id) => $(`#${id}`).content.cloneNode(true);
const online = (yes) => { $("#offline").hidden = yes; };

function say(text, bad = false) {
  said.textContent = text;
  said.classList.toggle("bad", bad);
  clearTimeout(sayings);
  sayings = setTimeout(() => { said.textContent = ""; }, bad ? 9000 : 4000);
}

export async function ask(url, fields) {
  const options = { credentials: "same-origin", redirect: "error", headers: { Accept: "application/json" } };
  if (fields) {
    options.method = "POST";
    options.body = new URLSearchParams(fields);
    options.headers["X-CSRFToken"] = house?.csrf ?? "";
  } else options.headers["X-Huilong-Live"] = "1"; // looking by itself shows nobody's presence
  const answer = await fetch(url, options);
  const told = await answer.json().catch(() => ({}));
  return { ok: answer.ok, status: answer.status, told };
}

let looking = null;
function look() {
  looking ||= looked().finally(() => { looking = null; });
  return looking;
}

async function looked() {
  try {
    const before = done;
    const { ok, status, told } = await ask(document.body.dataset.orders);
    if (done !== before) { setTimeout(look, 200); return; } // an act was answered meanwhile: this is older than its answer
    if (status === 401 || status === 403) { await keep("house", null); location.assign(document.body.dataset.orders); return; }
    if (!ok) throw new Error(String(status));
    online(true);
    await belongsTo(told.user.id);
    await keep("house", told);
    take(told, true);
    if ((await waiting()).length) await send(token);
  } catch (error) {
    if (!(error instanceof TypeError) && !/^\d+$/.test(error.message)) throw error;
    online(false);
    if (!house) { const last = await kept("house"); if (last) take(last, false); }
    $("#loading")?.remove();
    if (!house && !main.children.length) main.append(template("t-empty"));
  }
}

// Sending without a word from the house since the page opened (it was offline): ask for a token first.
let fresh_token = false;
const token = async () => {
  if (!fresh_token) {
    const { ok, told } = await ask(document.body.dataset.orders);
    if (!ok) throw new TypeError("no token");
    take(told, true);
  }
  return house.csrf;
};

function take(told, fresh) {
  house = told;
  if (fresh) { skew = Date.parse(told.server_time) - Date.now(); fresh_token = true; }
  for (const one of all("#call b")) one.textContent = told.sos;
  $("#call").href = `tel:${told.sos}`;
  authority.heard(told.orders, told.unseen);
  if (open && !order()) open = null;
  if (open) fill(); else list();
}

function list() {
  $("#back").hidden = true;
  $("#where").textContent = words.recovery;
  signing = null;
  main.replaceChildren();
  if (!house.orders.length) main.append(template("t-empty"));
  for (const one of house.orders) {
    const row = template("t-row");
    put_fields(row, { model: one.model, vin: one.vin, number: one.number, state: one.state_word });
    $("button", row).dataset.open = one.id;
    main.append(row);
  }
}

const put_fields = (from, values) => {
  for (const [name, value] of Object.entries(values)) for (const field of all(`[data-f="${name}"]`, from)) field.textContent = value ?? "";
};

function show(id) {
  open = id;
  main.replaceChildren(template("t-order"));
  $("#back").hidden = false;
  const canvas = $(".pad");
  signing = pad(canvas, (strokes) => { $('[data-do="sign"]').disabled = strokes < 8; });
  fill();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
  where();
}

async function fill() {
  const one = order(), queue = (await acts()).filter((act) => Number(act.fields.order) === one?.id);
  if (!one || one.id !== open) return;
  const at = house.orders.indexOf(one) + 1;
  $("#where").textContent = `${words.recovery} ${at}/${house.orders.length}`;
  put_fields(main, { model: one.model, vin: one.vin, number: one.number, basis: one.basis_word, state: one.state_word });
  for (const part of all("[data-when]", main)) part.hidden = !part.dataset.when.split(" ").includes(one.state) || (part.dataset.basis && part.dataset.basis !== one.basis);
  for (const shot of all("[data-slot], [data-kind]", main)) {
    const name = shot.dataset.slot ?? shot.dataset.kind;
    const waits = queue.some((act) => (act.fields.slot || act.fields.kind) === name);
    shot.classList.toggle("done", one.kept.includes(name));
    shot.classList.toggle("waits", waits && !one.kept.includes(name));
  }
  const found = [...one.belongings.map((thing) => `${thing.no}. ${thing.what} × ${thing.quantity} · ${thing.place_word}`), ...underway(queue), ...unsent(one.id)];
  const things = $('[data-f="things"]');
  things.replaceChildren(...(found.length ? found : one.inventory ? [words.nothing] : []).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  $('[data-f="needs"]').replaceChildren(...one.needs.map((need) => Object.assign(document.createElement("li"), { textContent: need.word })));
  $('[data-part="needs"]').hidden = !["accepted", "located"].includes(one.state) || !one.needs.length;
  for (const select of all('select[name="yard"]', main)) {
    if (select.options.length === house.yards.length) continue;
    select.replaceChildren(...house.yards.map((yard) => new Option(yard.name, yard.id, yard.id === one.yard, yard.id === one.yard)));
  }
  authority.show(one, now, words);
}

// Things typed and not yet said to be all: kept with the order until "That is everything".
const drafts = new Map();
const unsent = (id) => (drafts.get(id) ?? []).map((thing) => `+ ${thing.what} × ${thing.quantity} · ${thing.place_word}`);

// Said to be all and still on its way: shown, so that nothing vanishes without a network, nor moves under who signs.
const underway = (queue) => queue.filter((act) => act.url.endsWith("/inventory"))
  .flatMap((act) => JSON.parse(act.fields.things).map((thing) => `… ${thing.what} × ${thing.quantity}`));

async function stamped(fields) {
  const at = now();
  const spot = here ?? {};
  return { order: String(open ?? 0), at: at.toISOString(), lat: spot.lat ?? "", lon: spot.lon ?? "", accuracy: spot.accuracy ?? "", ...fields };
}

async function act(verb, fields, files) {
  await put(`${document.body.dataset.orders}/${open ?? 0}/${verb}`, await stamped(fields), files);
  let sent = false;
  try { sent = await send(token); } catch { /* no network */ }
  online(sent);
  if (!sent) say(words.waiting);
}

async function shot(input) {
  const file = input.files[0], slot = input.dataset.photo, kind = slot ? "photo" : input.dataset.file;
  const name = input.nextElementSibling.textContent;
  input.value = "";
  if (!file) return;
  await where();
  const at = now(), spot = here ? `GPS ${here.lat.toFixed(5)},${here.lon.toFixed(5)} ±${here.accuracy}m` : "GPS –";
  const made = kind === "video" ? { blob: file, name: file.name, canvas: null }
    : await photographed(file, [`${shown(at)} · ${name}`, spot, `${words.agent} ${house.user.number} · ${order().number}`]);
  const hash = await sha256(made.blob);
  if (!hash) say(words.plain);
  const box = $("#last-shot");
  if (made.canvas && slot) {
    const told = document.createElement("p");
    told.textContent = `${slot}.jpg · ${Math.ceil(made.blob.size / 1024)}KB · #${hash.slice(0, 12)}`;
    box.replaceChildren(made.canvas, told);
  }
  await act("keep", { kind, slot: slot ?? "", sha256: hash }, { file: { blob: made.blob, name: made.name } });
}

async function signature() {
  const blob = await signing.png();
  await act("keep", { kind: "signature", slot: "", sha256: await sha256(blob) }, { file: { blob, name: "signature.png" } });
  signing.clear();
}

// Taken is of this moment: the house says yes or no at once. Without a network it waits, under the seconds still held, and
// the house keeps it as told late.
async function take_it() {
  await where();
  const fields = await stamped({ token: authority.token(open), signals: "" }), url = `${document.body.dataset.orders}/${open}/take`;
  if (!authority.good(open, now)) { say(words.missing, true); return; }
  try {
    const { ok, told } = await ask(url, fields);
    if (!ok) say(`${told.detail ?? ""} ${told.remedy ?? ""}`, true);
    else say(told.claimed ? words.claimed : words.sent);
    await look();
  } catch {
    online(false);
    await put(url, fields);
    say(words.waiting);
  }
}

async function where() {
  here = (await place()) ?? here;
  if (here) $("#place").textContent = `${here.lat.toFixed(4)}, ${here.lon.toFixed(4)} ±${here.accuracy}m`;
}

const DO = {
  ask: () => authority.ask(order(), ask, say, words).then(look),
  give_back: () => authority.giveBack(order(), ask, say, words).then(look),
  accept: () => act("accept", {}),
  locate: () => act("locate", {}),
  stop: () => act("stop", { signals: all("[name=signal]:checked", main).map((one) => one.value).join(" ") }),
  take: take_it,
  inventory: async () => {
    const things = (drafts.get(open) ?? []).map(({ what, quantity, place: spot }) => ({ what, quantity, place: spot }));
    drafts.delete(open);
    await act("inventory", { things: JSON.stringify(things) });
  },
  sign: signature,
  unsign: () => signing.clear(),
};
const FORMS = {
  thing: (form) => {
    const what = form.what.value.trim();
    if (!what) return;
    const thing = { what, quantity: Number(form.quantity.value) || 1, place: form.place.value, place_word: form.place.selectedOptions[0].text };
    drafts.set(open, [...(drafts.get(open) ?? []), thing]);
    form.what.value = "";
    form.quantity.value = "1";
    fill();
  },
  tow: (form) => act("tow", Object.fromEntries(new FormData(form))),
  gate_in: (form) => act("gate-in", Object.fromEntries(new FormData(form))),
};

main.addEventListener("click", (event) => {
  const row = event.target.closest("[data-open]"), button = event.target.closest("button[data-do]");
  if (row) show(Number(row.dataset.open));
  else if (button) DO[button.dataset.do]();
});
main.addEventListener("submit", (event) => { event.preventDefault(); FORMS[event.target.dataset.do](event.target); });
main.addEventListener("change", (event) => {
  if (event.target.matches("[data-photo], [data-file]")) shot(event.target);
  if (event.target.matches("[name=signal]")) authority.show(order(), now, words);
});
$("#back").addEventListener("click", () => { open = null; list(); });
$("#acknowledge").addEventListener("click", async () => { await authority.acknowledge(ask, put, now); look(); });
$("#sos").addEventListener("click", async () => {
  $("#help").showModal();
  await where();
  await act("sos", {}); // recorded with or without an order open
});
for (const dialog of all("dialog")) dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) dialog.close(); });
$("#queue").addEventListener("click", () => $("#queued").showModal());
$("#queued").addEventListener("click", (event) => { if (event.target.matches("[data-drop]")) dismiss(Number(event.target.closest("li").dataset.no)); });

onQueue(({ all: queue, done: sent, refused }) => {
  $("#count").textContent = queue.length;
  $("#queued ul").replaceChildren(...queue.map((one) => {
    const row = template("t-waits"), line = $("li", row);
    line.dataset.no = one.no;
    $("b", line).textContent = one.url.split("/").pop();
    $("span", line).textContent = one.refused ? `${one.refused.detail} ${one.refused.remedy}` : shown(new Date(one.made));
    $("[data-drop]", line).hidden = !one.refused;
    return line;
  }));
  if (sent) done += 1;
  if (sent && house && "order" in sent.told) {
    const id = Number(sent.fields.order);
    house.orders = house.orders.flatMap((one) => (one.id !== id ? [one] : sent.told.order ? [sent.told.order] : []));
    authority.heard(house.orders, sent.told.unseen);
    keep("house", house);
    say(sent.told.claimed ? words.claimed : words.sent);
  }
  if (refused) { fresh_token = false; say(`${refused.refused.detail} ${refused.refused.remedy}`, true); }
  if (house && open) fill();
});

$("#leave").addEventListener("submit", async (event) => {
  event.preventDefault();
  if ((await waiting()).length) { say(words.full, true); return; }
  const csrf = Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: house?.csrf ?? "" });
  event.target.append(csrf);
  await forget();
  navigator.serviceWorker?.controller?.postMessage("forget");
  HTMLFormElement.prototype.submit.call(event.target);
});

addEventListener("online", look);
addEventListener("offline", () => online(false));
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
authority.listen({ open: () => order() ?? house?.orders.find((one) => one.authority && !one.authority.over), look, house: () => house, ask, say, now, words });
setInterval(() => { if (!document.hidden) look(); }, LOOK_MS);
setInterval(async () => { if (house && navigator.onLine && (await waiting()).length) send(token).catch(() => online(false)); }, RETRY_MS);

if (navigator.serviceWorker) navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/field/" }).catch(() => {});
await authority.begin();
await refresh();
await look();
where();
document.documentElement.dataset.field = "ready";
