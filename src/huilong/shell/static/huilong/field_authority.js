// The live authority on the phone. Green only while the house said so and its seconds last; red at once when somebody else
// ends it, and red stays until it is acknowledged. News come by a stream, and by asking every few seconds.
import { keep, kept } from "./field_store.js";

const $ = (selector, from = document) => from.querySelector(selector);
const POLL_MS = 4_000, STREAM_MS = 1_500, RENEW_AT = 0.5;
const held = new Map(); // by order: what the house last said
let stream = null, streamed = "", polling = false, alarm = null, seen = new Set(), ticking = null, tokens = {};

const left = (one, now) => Math.max(0, Math.floor((Date.parse(one.expires_at) - now().getTime()) / 1000));
const good = (one, now) => Boolean(one) && !one.over && left(one, now) > 0;

function raise(one) {
  if (alarm?.id === one.id || seen.has(one.id)) return;
  alarm = one;
  $("#alarm-why").textContent = one.over_word;
  $("#alarm").hidden = false;
  $("#acknowledge").focus();
  navigator.vibrate?.([500, 200, 500, 200, 900]);
}

export const authority = {
  async begin() { tokens = (await kept("tokens")) ?? {}; },
  of: (id) => held.get(id) ?? null,
  token: (id) => tokens[held.get(id)?.id] ?? "",
  good: (id, now) => good(held.get(id), now),

  heard(orders, unseen) {
    for (const one of orders) {
      if (one.authority) held.set(one.id, one.authority);
      else held.delete(one.id);
    }
    for (const one of unseen ?? []) { held.set(one.order, one); raise(one); }
  },

  async dealt(order) {
    held.set(order.id, order.authority);
    tokens = { [order.authority.id]: order.authority.token };
    await keep("tokens", tokens);
  },

  show(order, now, words) {
    const card = $('[data-part="authority"]');
    if (!card || !order) return;
    const one = held.get(order.id), live = good(one, now), before = ["accepted", "located"].includes(order.state);
    card.hidden = !before;
    card.classList.toggle("held", live);
    card.classList.toggle("over", Boolean(one) && !live);
    $('[data-f="seconds"]', card).textContent = live ? left(one, now) : "–";
    const text = $('[data-f="standing"]', card), noNet = !navigator.onLine || !$("#offline").hidden;
    text.textContent = live ? (noNet ? text.dataset.offline : text.dataset.held)
      : one ? `${text.dataset.over} ${one.over_word}` : text.dataset.none;
    const asking = $('[data-do="ask"]', card), taking = $('[data-do="take"]');
    const signal = document.querySelectorAll("[name=signal]:checked").length > 0;
    asking.hidden = live;
    $('[data-do="give_back"]', card).hidden = !live;
    asking.disabled = noNet || signal || Boolean(alarm);
    if (taking) taking.disabled = !live || signal || order.needs.length > 0 || Boolean(alarm);
    clearInterval(ticking);
    if (live) ticking = setInterval(() => this.show(order, now, words), 500);
  },

  async ask(order, ask, say, words, renew = false) {
    if (!renew) say(words.asking);
    try {
      const { ok, told } = await ask(`${document.body.dataset.orders}/${order.id}/authority`, { renew: renew ? "1" : "" });
      if (ok) { await this.dealt(told.order); if (!renew) say(words.granted); return told.order; }
      if (!renew) say(`${told.detail ?? ""} ${told.remedy ?? ""}`, true);
    } catch { if (!renew) say(words.nonet, true); }
    return null;
  },

  async giveBack(order, ask, say, words) {
    try {
      const { ok, told } = await ask(`${document.body.dataset.orders}/${order.id}/give-back`, {});
      say(ok ? words.back : `${told.detail ?? ""} ${told.remedy ?? ""}`, !ok);
    } catch { say(words.runs, true); }
  },

  // Seen counts at once on the phone; the house hears of it now, or with the next network.
  async acknowledge(ask, put, now) {
    const one = alarm;
    if (!one) return;
    seen.add(one.id);
    alarm = null;
    $("#alarm").hidden = true;
    const url = `${document.body.dataset.orders}/${one.order}/acknowledge`;
    const fields = { order: String(one.order), at: now().toISOString(), authority: String(one.id) };
    try {
      if ((await ask(url, fields)).ok) return;
    } catch { /* no network: it goes up with the rest */ }
    await put(url, fields);
  },

  listen({ open, look, house, ask, say, now, words }) {
    const poll = async () => {
      const order = open();
      if (polling || !order || !["accepted", "located"].includes(order.state) || !held.has(order.id)) return;
      polling = true;
      try {
        const { ok, told } = await ask(`${document.body.dataset.orders}/${order.id}/standing`);
        if (!ok) return;
        $("#offline").hidden = true;
        if (told.authority) held.set(order.id, told.authority);
        for (const one of told.unseen) { held.set(one.order, one); raise(one); }
        const one = held.get(order.id);
        const length = Date.parse(one.expires_at) - Date.parse(one.issued_at);
        if (good(one, now) && (!this.token(order.id) || left(one, now) * 1000 < Math.min(length, 180_000) * RENEW_AT)) {
          await this.ask(order, ask, say, words, Boolean(this.token(order.id)));
        }
        this.show(order, now, words);
      } catch { $("#offline").hidden = false; } finally { polling = false; }
    };
    setInterval(poll, POLL_MS);
    setInterval(() => {
      const live = house()?.live, numbers = [...new Set((house()?.orders ?? []).map((one) => one.number))].slice(0, 50);
      const asked = live && numbers.length ? `${live}?${numbers.map((one) => `case=${encodeURIComponent(one)}`).join("&")}` : "";
      if (asked === streamed && stream?.readyState !== 2) return;
      stream?.close();
      streamed = asked;
      stream = asked ? new EventSource(asked, { withCredentials: true }) : null;
      stream?.addEventListener("huilong", () => { poll(); look(); });
      stream?.addEventListener("huilong-ended", () => stream.close());
    }, STREAM_MS);
  },
};
