// The floor of an auction: time left by the server's clock, a bid that follows the price until it is touched, seals.
let ahead = 0, marked = "", told = false;
const floor = () => document.querySelector("#floor");

function show() {
  const at = floor();
  if (!at) return;
  if (at.dataset.now !== marked) {
    marked = at.dataset.now;
    ahead = Date.parse(marked) - Date.now();
    told = false;
  }
  const left = Math.max(0, Math.ceil((Date.parse(at.dataset.ends) - Date.now() - ahead) / 1000));
  const pad = (n) => String(n).padStart(2, "0");
  const shown = at.querySelector(".left");
  if (shown) {
    shown.textContent = `${pad(Math.floor(left / 3600))}:${pad(Math.floor(left / 60) % 60)}:${pad(left % 60)}`;
    shown.classList.toggle("red-text", left < 60);
  }
  if (!left && at.dataset.phase === "bidding" && !told) {
    told = true;
    setTimeout(() => document.body.dispatchEvent(new CustomEvent("huilong:end", { bubbles: true })), 1500);
  }
}

function follow() {
  const amount = document.querySelector("form.bid #amount");
  const least = floor()?.dataset.least;
  if (amount && least && !amount.dataset.touched) amount.value = least;
  show();
}

async function seal(form) {
  const amount = form.querySelector("[data-amount]").value.trim().replaceAll(",", "");
  const secret = form.querySelector("[data-secret]").value.trim();
  const [, whole, rest = ""] = amount.match(/^(\d{1,9})(?:\.(\d{1,2}))?$/) ?? [];
  if (!whole || !secret || !globalThis.crypto?.subtle) return;
  const fen = Number(whole) * 100 + Number(rest.padEnd(2, "0") || 0);
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${form.dataset.seal}|${fen}|${secret}`));
  const hex = [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  form.querySelector("[name=commitment]").value = hex;
}

document.addEventListener("input", (event) => {
  if (event.target.id === "amount") event.target.dataset.touched = "1";
  const form = event.target.closest?.("form[data-seal]");
  if (form && event.target.name !== "commitment") seal(form);
});
document.addEventListener("htmx:afterSettle", follow);
show();
setInterval(show, 500);
