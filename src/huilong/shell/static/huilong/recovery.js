// Seconds left of authorities (data-until), counted by the server's clock (data-now of the panel), not by this machine's.
let ahead = 0, marked = "";

function read() {
  const now = document.querySelector("[data-now]")?.dataset.now ?? "";
  if (now && now !== marked) {
    marked = now;
    ahead = Date.parse(now) - Date.now();
  }
}

function show() {
  read();
  for (const one of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.floor((Date.parse(one.dataset.until) - Date.now() - ahead) / 1000));
    one.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    one.classList.toggle("red-text", left < 30);
  }
}

show();
setInterval(show, 1000);
document.addEventListener("htmx:afterSettle", show);
