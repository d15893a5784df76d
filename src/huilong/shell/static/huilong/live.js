// Live news: one stream a page, for the cases that its elements name (data-live="CL1,CL2") or for all (data-live-board).
// News reach the page as events on its body, `huilong:live` and `huilong:live:<kind>`, a burst of them as one.
const meta = document.querySelector("meta[name=live-url]");
const GATHER_MS = 250, SPREAD_MS = 500, AGAIN_MS = 5_000, LONGEST_MS = 60_000;
let source = null, asked = "", since = meta?.dataset.since, pause = AGAIN_MS, later = 0, ended = false;
let news = [], gathering = 0;

function wanted() {
  if (document.querySelector("[data-live-board]")) return "board=1";
  const cases = [...document.querySelectorAll("[data-live]")].flatMap((one) => one.dataset.live.split(","));
  const numbers = [...new Set(cases.map((one) => one.trim()).filter(Boolean))].sort().slice(0, 50);
  return numbers.map((number) => `case=${encodeURIComponent(number)}`).join("&");
}

function show(live) {
  for (const dot of document.querySelectorAll("[data-live-state]")) {
    dot.hidden = !asked;
    dot.classList.toggle("is-live", live);
  }
}

function tell() {
  gathering = 0;
  const told = news.splice(0);
  const say = (name, some) =>
    document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { news: some } }));
  say("huilong:live", told);
  for (const kind of new Set(told.map((one) => one.kind))) {
    say(`huilong:live:${kind}`, told.filter((one) => one.kind === kind));
  }
}

function hear(one) {
  news.push(one);
  gathering ||= setTimeout(tell, GATHER_MS + Math.random() * SPREAD_MS);
}

function close() {
  clearTimeout(later);
  source?.close();
  source = null;
  show(false);
}

function open() {
  close();
  asked = wanted();
  if (!asked || ended) return;
  const stream = new EventSource(`${meta.content}?${asked}${since ? `&since=${since}` : ""}`, { withCredentials: true });
  source = stream;
  since = undefined;
  stream.onopen = () => { pause = AGAIN_MS; show(true); };
  stream.onerror = () => {
    show(false);
    if (stream.readyState !== EventSource.CLOSED || stream !== source) return; // the browser comes again by itself
    later = setTimeout(() => { open(); hear({ kind: "missed" }); }, pause); // refused, there may be too many: ask instead
    pause = Math.min(pause * 2, LONGEST_MS);
  };
  stream.addEventListener("huilong", (event) => hear(JSON.parse(event.data)));
  stream.addEventListener("huilong-missed", () => hear({ kind: "missed" }));
  stream.addEventListener("huilong-ended", () => { ended = true; close(); });
}

if (meta) {
  if (!document.hidden) open();
  document.addEventListener("htmx:afterSettle", () => { if (wanted() !== asked) open(); else show(source?.readyState === 1); });
  document.addEventListener("htmx:configRequest", (event) => {
    const by = event.detail.triggeringEvent?.type ?? "";
    if (by.startsWith("huilong:live")) event.detail.headers["X-Huilong-Live"] = "1"; // this shows nobody's presence
  });
  document.addEventListener("visibilitychange", () => { // a browser has few streams: pages not looked at give theirs back
    if (document.hidden) close();
    else if (!source) { open(); if (asked) hear({ kind: "missed" }); }
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) { open(); hear({ kind: "missed" }); } });
}
