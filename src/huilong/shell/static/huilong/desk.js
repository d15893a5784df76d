// The workbench by keyboard. Keys are read by their place on the keyboard (event.code) and never while an input method
// composes, so that they work with a Chinese one on. In a field only Alt and Ctrl combinations act.
const $ = (selector, from = document) => from.querySelector(selector);
const pane = $("#pane");
const composing = (event) => event.isComposing || event.keyCode === 229;
const inField = (event) => event.target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea") !== null;
const open = () => $("dialog[open]");
// While the next case is on its way, a key would act on one that is about to leave.
const leaving = () => $("#next.htmx-request, #done.htmx-request, #skip.htmx-request");
const click = (selector) => { const button = $(selector); if (button) button.click(); return Boolean(button); };
const focusOn = (selector) => {
  const field = [...document.querySelectorAll(selector)].find((one) => one.offsetParent !== null);
  if (field) { field.focus(); field.select?.(); }
  return Boolean(field);
};

function choose(digit) {
  const outcome = $(`#done input[data-digit="${digit}"]`);
  if (!outcome) return false;
  outcome.checked = true;
  show();
  const needs = outcome.dataset.requires.split(" ");
  if (needs.includes("reason")) focusOn(".reason select");
  else if (needs.includes("amount")) focusOn("#done [name=amount]");
  else if (needs.includes("time")) focusOn("#done [name=again]");
  else if (needs.includes("date")) focusOn("#done [name=on]");
  else pane.focus({ preventScroll: true });
  return true;
}

function show() {
  const chosen = $("#done input[name=outcome]:checked");
  const needs = chosen ? chosen.dataset.requires.split(" ") : [];
  document.querySelectorAll("#done [data-need]").forEach((field) => {
    const wanted = needs.includes(field.dataset.need) || (!chosen && field.dataset.need !== "time");
    field.toggleAttribute("data-hidden", !wanted);
  });
  document.querySelectorAll("#done .reason").forEach((field) => {
    field.toggleAttribute("data-hidden", !chosen || field.dataset.of !== chosen.value);
  });
}

function move(step) {
  const rows = [...document.querySelectorAll("#queue-rows li")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("at"));
  const from = now >= 0 ? now : rows.findIndex((row) => row.classList.contains("here"));
  const next = Math.min(rows.length - 1, Math.max(0, from + step));
  rows.forEach((row) => row.classList.remove("at"));
  rows[next].classList.add("at");
  rows[next].scrollIntoView({ block: "nearest" });
}

const KEYS = {
  KeyJ: () => move(1), KeyK: () => move(-1), KeyG: () => click("[data-key=KeyG]"), KeyD: () => click("[data-dial]") || sayWhyNot(),
  KeyA: () => focusOn("#done [name=amount]"), KeyN: () => focusOn("#done [name=note]"), KeyR: () => focusOn(".reason select"),
  KeyT: () => focusOn("#done [name=on]") || focusOn("#done [name=again]"), KeyZ: () => click("#toast button"),
  KeyX: () => focusOn("#skip-why"), Enter: () => click("#queue-rows li.at button"),
};

document.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const control = event.ctrlKey || event.metaKey;
  if (control && event.code === "KeyK") { event.preventDefault(); palette(); return; }
  if (open() || leaving()) return;
  if (control && event.code === "Enter") { event.preventDefault(); $("#done")?.requestSubmit(); return; }
  if (event.key === "Escape" && inField(event)) { event.target.blur(); pane.focus({ preventScroll: true }); return; }
  if (control) return;
  const field = inField(event);
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (digit && (event.altKey || !field) && !event.shiftKey) { if (choose(digit[1])) event.preventDefault(); return; }
  if (field && !event.altKey) return;
  if (event.code === "Slash" && event.shiftKey) { event.preventDefault(); $("#help").showModal(); return; }
  if (event.code === "Enter" && event.target.closest("button, a")) return;
  const act = KEYS[event.code];
  if (act) { event.preventDefault(); act(); }
});

document.addEventListener("change", (event) => { if (event.target.name === "outcome") show(); });

// A new case: the pane has the focus, or a digit would be typed into the next case's note.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "pane") return;
  pane.focus({ preventScroll: true });
  pane.scrollTop = 0;
  const number = $(".desk-case")?.dataset.case ?? "";
  document.querySelectorAll("#queue-rows li.here").forEach((row) => row.classList.remove("here"));
  $(`#queue-rows form[action*="/${number}/"]`)?.closest("li").classList.add("here");
  show();
  toast();
  document.documentElement.dataset.case = number;
});

// The button that was pressed went with the strip: keys go on from the pane.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "strip" && document.activeElement === document.body) pane.focus({ preventScroll: true });
});

// What a refusal misses is where the cursor goes.
const MISSING = { note: "#done [name=note]", amount: "#done [name=amount]", date: "#done [name=on]", on: "#done [name=on]", time: "#done [name=again]",
  reason: "#done .reason select", why: "#skip-why" };
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "notices") return;
  const field = MISSING[$("#notices .refusal code")?.textContent.trim()];
  if (field) focusOn(field);
});

let fading = 0;
function toast() {
  clearTimeout(fading);
  const seconds = Number($("#toast .toast-undo")?.dataset.seconds ?? 3);
  fading = setTimeout(() => { $("#toast").replaceChildren(); }, seconds * 1000);
}

// A key that may not act says why: the light of the first person has the words.
function sayWhyNot() {
  const light = $(".desk-people .light-cell");
  if (!light) return;
  const said = document.createElement("p");
  said.className = "toast-undo notice";
  said.dataset.seconds = "8";
  said.textContent = light.textContent.replace(/\s+/g, " ").trim();
  $("#toast").replaceChildren(said);
  toast();
}

// The palette: everything on the page that has a key or a name, and any case by its number.
function commands() {
  const named = [...document.querySelectorAll("button[data-key], #pane a.btn, #pane nav.tabs a, header nav a, #done .outcome")];
  return named.map((one) => ({ text: one.textContent.replace(/\s+/g, " ").trim(), run: () => one.click() }))
    .filter((one, i, all) => one.text && all.findIndex((other) => other.text === one.text) === i);
}
function palette() {
  const box = $("#palette");
  if (box.open) { box.close(); return; }
  $("#palette-text").value = "";
  list();
  box.showModal();
  $("#palette-text").focus();
}
function list() {
  const text = $("#palette-text").value.trim().toLowerCase();
  const found = commands().filter((one) => one.text.toLowerCase().includes(text)).slice(0, 12);
  if (/^cl\d{11}$/.test(text)) found.unshift({ text: text.toUpperCase(), run: () => location.assign(`/desk/?case=${text.toUpperCase()}`) });
  $("#palette-list").replaceChildren(...found.map((one, i) => {
    const row = document.createElement("li");
    row.textContent = one.text;
    row.classList.toggle("at", i === 0);
    row.addEventListener("click", () => { $("#palette").close(); one.run(); });
    return row;
  }));
}
$("#palette-text")?.addEventListener("input", list);
$("#palette-text")?.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const rows = [...document.querySelectorAll("#palette-list li")];
  const at = rows.findIndex((row) => row.classList.contains("at"));
  if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, at + (event.code === "ArrowDown" ? 1 : -1)));
    rows.forEach((row, i) => row.classList.toggle("at", i === next));
  } else if (event.code === "Enter") { event.preventDefault(); rows[at]?.click(); }
});
show();
if (!open()) pane?.focus({ preventScroll: true });
document.documentElement.dataset.desk = "ready";
