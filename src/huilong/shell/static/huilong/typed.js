// What was typed is not lost to a refusal: who goes back from it finds the form as it was sent, at the field that was
// refused. It is kept in this tab alone, from the sending to the next page; no password, file or hidden value is.
const KEY = "huilong-typed";
const here = location.pathname + location.search;
const spared = new Set(["password", "file", "hidden", "submit", "button", "image", "reset"]);
const fields = (form) => [...form.elements].filter((one) => one.name && !spared.has(one.type));
const alike = (action) => [...document.forms].filter((form) => form.action === action);
const checks = (field) => field.type === "checkbox" || field.type === "radio";

const told = (field) => ({ name: field.name, value: field.value, checked: checks(field) && field.checked });

function keep(form) {
  if (form.querySelector("input[type=password]")) return;
  const kept = { page: here, action: form.action, at: alike(form.action).indexOf(form), fields: fields(form).map(told) };
  try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* a full or forbidden store: nothing is kept */ }
}

function fill(field, one) {
  if (checks(field)) field.checked = one.checked; else field.value = one.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function restore(kept) {
  const form = alike(kept.action)[kept.at];
  if (!form) return;
  const there = fields(form);
  kept.fields.forEach((one, at) => { if (there[at]?.name === one.name) fill(there[at], one); });
  const wrong = there.find((field) => field.name === kept.where);
  if (wrong) { wrong.setAttribute("aria-invalid", "true"); wrong.focus(); }
}

function taken() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
    sessionStorage.removeItem(KEY);
    return kept;
  } catch { return null; }
}

const refusal = document.querySelector("[data-refused]");
const kept = taken();
if (kept && refusal) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...kept, where: refusal.dataset.refused, refused: true }));
} else if (kept?.refused && kept.page === here) restore(kept);

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.method === "post") keep(event.target);
});
