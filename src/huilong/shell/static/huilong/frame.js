// What every page shares: the search key, menus that close, and notices that may be dismissed.
const typing = (event) =>
  event.isComposing || event.keyCode === 229 ||
  event.target.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    return;
  }
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.code === "Slash" && !event.shiftKey) {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
});

// Of the header's menus one is open at a time; a click beside it closes it.
document.addEventListener("click", (event) => {
  const within = event.target.closest("details.doors");
  document.querySelectorAll("details.doors[open]").forEach((menu) => { if (menu !== within) menu.open = false; });
});
