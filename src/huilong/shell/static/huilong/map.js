// The map: nothing is on it before somebody says why he looks; then what the server, which asked the law, sends.
import { baseOf } from "./map-base.js";
import { fleetLayer } from "./map-fleet.js";
import { Track } from "./map-track.js";

const $ = (selector, from = document) => from.querySelector(selector);
const box = $("#map");
const CHINA = [[18, 74], [53, 134]];
let [track, mark, running, was] = [null, null, 0, 0];

if (box) begin();

function begin() {
  const map = L.map(box, { attributionControl: Boolean(box.dataset.attribution), zoomControl: true, worldCopyJump: true, preferCanvas: true });
  map.attributionControl?.setPrefix(false);
  map.fitBounds(CHINA, { animate: false });
  baseOf(box.dataset).addTo(map);
  const fleet = fleetLayer().addTo(map);
  box.huilong = { map, fleet };
  map.on("click", (event) => { const row = fleet.nearest(event.containerPoint); if (row) panel(row[1]); });
  map.on("mousemove", (event) => box.classList.toggle("over-dot", fleet.nearest(event.containerPoint) !== null));
  document.addEventListener("submit", (event) => sent(event, map, fleet));
  document.addEventListener("keydown", (event) => key(event, fleet));
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "cars") $("#cars").focus({ preventScroll: true }); });
  player();
}

const word = (name, values = {}) => box.dataset[`word${name}`].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const clock = (seconds) => new Date(seconds * 1000).toLocaleString(document.documentElement.lang, {
  timeZone: box.dataset.zone, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false });

function age(seconds) {
  if (seconds < 120) return word("Seconds", { n: seconds });
  if (seconds < 7200) return word("Minutes", { n: Math.round(seconds / 60) });
  return seconds < 172800 ? word("Hours", { n: Math.round(seconds / 3600) }) : word("Days", { n: Math.round(seconds / 86400) });
}

function say(text, refused = false) {
  const said = $("#said");
  said.textContent = text;
  said.classList.toggle("refused", refused);
}

function panel(number) {
  const url = $("#find").dataset.panel.replace("NUMBER", encodeURIComponent(number));
  htmx.ajax("GET", `${url}?panel=1`, { target: "#cars", swap: "innerHTML" });
}

async function ask(url, form) {
  try {
    const answer = await fetch(url, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (answer.ok) return told;
    say([told.detail, told.remedy, told.rule].filter(Boolean).join(" "), true);
  } catch {
    say(word("Failed"), true);
  }
  return null;
}

async function sent(event, map, fleet) {
  const form = event.target;
  if (form.id === "find") {
    event.preventDefault();
    if (form.number.value.trim()) find(form.number.value.trim(), map, fleet);
  } else if (form.id === "fleet") {
    event.preventDefault();
    const told = await ask(form.action, form);
    if (!told) return;
    fleet.show(told.dots);
    $("#fleet-said").textContent = word("Fleet", { n: told.dots.length, held: told.held_back });
    if (told.dots.length) map.fitBounds(L.latLngBounds(told.dots.map((row) => [row[2], row[3]])).pad(0.1), { animate: false });
  } else if (form.classList.contains("map-ask")) {
    event.preventDefault();
    const what = event.submitter?.value === "track" ? "track" : "location";
    const told = await ask(form.dataset[what], form);
    if (told && what === "track") tracked(told, map, form); else if (told) located(told, map);
  }
}

function find(number, map, fleet) {
  const row = (fleet.rows ?? []).find((one) => one[1] === number);
  if (row) map.setView([row[2], row[3]], Math.max(map.getZoom(), 13)); else say(word("Nobody"));
  panel(number);
}

function clear() {
  stop();
  track?.remove();
  mark?.remove();
  [track, mark] = [null, null];
  $("#play").hidden = true;
  document.querySelectorAll(".map-stops").forEach((list) => list.replaceChildren());
}

function located(told, map) {
  clear();
  if (!told.place) { say(word("None")); return; }
  const { lat, lon, at, speed, source } = told.place;
  say([word("Age", { age: age(told.place.age), at: clock(at) }), source, word("Speed", { n: speed })].join(" · "));
  mark = L.circleMarker([lat, lon], { radius: 9, color: "#fff", weight: 3, fillColor: "#c41d26", fillOpacity: 1, interactive: false }).addTo(map);
  map.setView([lat, lon], Math.max(map.getZoom(), 15), { animate: false });
}

const stopSays = ([no, , , since, until]) => word("Stop", { n: no, from: clock(since), to: clock(until), minutes: Math.floor((until - since) / 60) });

function tracked(told, map, form) {
  clear();
  track = new Track(map, told, stopSays);
  say([word("Track", { points: told.points.length, stops: told.stops.length, left: told.left_out }), told.thinned ? word("Thinned") : ""].join(" "));
  const list = $(".map-stops", form.parentElement);
  list.replaceChildren(...told.stops.map((one, n) => {
    const [row, button] = [document.createElement("li"), document.createElement("button")];
    [button.type, button.className, button.textContent] = ["button", "quiet", stopSays(one)];
    button.addEventListener("click", () => { track?.visit(n); shown(); });
    row.append(button);
    return row;
  }));
  $("#play").hidden = told.points.length < 2;
  shown();
}

function shown() {
  const length = track.last - track.first;
  $("#play-at").value = length ? Math.round(((track.at - track.first) * 1000) / length) : 0;
  $("#play-time").textContent = clock(track.at);
}

function stop() {
  cancelAnimationFrame(running);
  running = 0;
  $("#play-go").textContent = word("Play");
}

function step(now) {
  track.seek(track.at + ((now - was) / 1000) * Number($("#play-fast").value));
  was = now;
  shown();
  if (track.at >= track.last) stop(); else running = requestAnimationFrame(step);
}

function play() {
  if (!track || $("#play").hidden) return;
  if (running) { stop(); return; }
  if (track.at >= track.last) track.seek(track.first);
  was = performance.now();
  running = requestAnimationFrame(step);
  $("#play-go").textContent = word("Pause");
}

function player() {
  $("#play-go").addEventListener("click", play);
  $("#play-at").addEventListener("input", (event) => {
    if (!track) return;
    track.seek(track.first + ((track.last - track.first) * Number(event.target.value)) / 1000);
    $("#play-time").textContent = clock(track.at);
  });
}

// Keys by their place on the keyboard, never in a field or while an input method composes.
function key(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const acts = {
    Slash: () => $("#find-number")?.focus(), KeyM: () => box.focus(), KeyP: play,
    BracketLeft: () => { if (track) { track.visit((track.visited ?? 0) - 1); shown(); } },
    BracketRight: () => { if (track) { track.visit((track.visited ?? -1) + 1); shown(); } },
  };
  if (acts[event.code]) { event.preventDefault(); acts[event.code](); }
}
