// Lists by keyboard: J and K move between rows, Enter opens, brackets turn pages.
const rows = () => [...document.querySelectorAll("table.rows tbody tr")];
const typing = (event) =>
  event.isComposing || event.keyCode === 229 ||
  event.target.closest("input, select, textarea, button") !== null;

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("here"));
  const next = Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step));
  if (now >= 0) all[now].classList.remove("here");
  all[next].classList.add("here");
  const link = all[next].querySelector("a");
  (link ?? all[next]).focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.code === "KeyJ") { event.preventDefault(); move(1); }
  if (event.code === "KeyK") { event.preventDefault(); move(-1); }
  if (event.code === "BracketLeft") document.querySelector("a[rel=prev]")?.click();
  if (event.code === "BracketRight") document.querySelector("a[rel=next]")?.click();
});
