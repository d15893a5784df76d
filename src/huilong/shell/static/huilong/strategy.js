// The grid by keyboard: Enter to the next row, Alt+arrows move a row, Ctrl+D copies it, Alt+N adds one, Alt+Delete drops it,
// Ctrl+Enter tries out. Each cell is written by itself, one after another; what is wrong is told by the server.
const grid = document.querySelector("#grid");
const composing = (event) => event.isComposing || event.keyCode === 229;
const seen = () => document.querySelector("#seen");
const at = (row, column) => grid.querySelector(`input[data-row="${row}"][data-column="${column}"]`);
let waiting = Promise.resolve();

async function write(input) {
  const body = new URLSearchParams({ row: input.dataset.row, column: input.dataset.column, text: input.value, seen: seen().value });
  const token = document.querySelector("#rows [name=csrfmiddlewaretoken]").value;
  const answer = await fetch(grid.dataset.cell, {
    method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true", Accept: "text/html" },
  });
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok) {
    const notice = told.querySelector(".notice") ?? told.body;
    document.querySelector("#notices").replaceChildren(document.adoptNode(notice));
    return;
  }
  input.dataset.saved = input.value;
  seen().value = told.querySelector("#seen").value;
  told.querySelector("#seen").remove();
  document.querySelector("#problems").replaceWith(document.adoptNode(told.querySelector("#problems")));
  document.querySelectorAll("#paste [name=seen]").forEach((one) => { one.value = seen().value; });
  mark();
}

function mark() {
  const bad = new Set((document.querySelector("#problems")?.dataset.bad ?? "").split(" ").filter(Boolean));
  grid.querySelectorAll("input.cell").forEach((input) => {
    const wrong = bad.has(`${input.dataset.row}/${input.dataset.column}`);
    input.closest("td").classList.toggle("bad", wrong);
    input.toggleAttribute("aria-invalid", wrong);
  });
}

function save(input) {
  if (!input.matches?.("input.cell") || input.value === (input.dataset.saved ?? input.defaultValue)) return waiting;
  waiting = waiting.then(() => write(input));
  return waiting;
}

async function act(name, row) {
  if (document.activeElement) await save(document.activeElement);
  document.querySelector(`button[form="rows"][value="${name}:${row}"]`)?.click();
}

if (grid) {
  grid.addEventListener("change", (event) => save(event.target));
  grid.addEventListener("paste", async (event) => {
    const text = event.clipboardData.getData("text/plain");
    const form = document.querySelector("#paste");
    if (!form || !event.target.matches("input.cell") || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    await waiting;
    form.text.value = text;
    form.row.value = event.target.dataset.row;
    form.requestSubmit();
  });
  grid.addEventListener("keydown", (event) => {
    const { row, column } = event.target.dataset;
    if (composing(event) || row === undefined) return;
    const next = (step) => at(Number(row) + step, column);
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const to = next(event.shiftKey ? -1 : 1);
      if (to) { to.focus(); to.select(); } else if (!event.shiftKey) act("add", row);
    } else if (event.altKey && event.code === "ArrowUp") { event.preventDefault(); act("up", row); }
    else if (event.altKey && event.code === "ArrowDown") { event.preventDefault(); act("down", row); }
    else if (event.altKey && event.code === "KeyN") { event.preventDefault(); act("add", row); }
    else if (event.altKey && event.code === "Delete") { event.preventDefault(); act("delete", row); }
    else if (event.ctrlKey && event.code === "KeyD") { event.preventDefault(); act("copy", row); }
    else if (event.code === "ArrowUp" || event.code === "ArrowDown") next(event.code === "ArrowUp" ? -1 : 1)?.focus();
  });
  const row = /^#r-(\d+)$/.exec(location.hash)?.[1];
  if (row !== undefined) grid.querySelector(`#r-${row} input.cell`)?.focus();
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || !(event.ctrlKey || event.metaKey) || event.code !== "Enter") return;
  event.preventDefault();
  Promise.resolve(document.activeElement && grid?.contains(document.activeElement) ? save(document.activeElement) : waiting)
    .then(() => document.querySelector("#try")?.requestSubmit());
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "tried") return;
  grid?.querySelectorAll("tr.hit").forEach((row) => row.classList.remove("hit"));
  const hit = event.target.querySelector("[data-hit]")?.dataset.hit;
  if (hit !== undefined) grid?.querySelector(`#r-${hit}`)?.classList.add("hit");
});
