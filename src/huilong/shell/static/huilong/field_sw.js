// The service worker of the field pages (scope /field/): keeps the shell, so that the page opens without a network, and
// nothing else. Orders and acts are kept by the page itself, which forgets them at sign-out. VERSION and SHELL come first,
// written by the house: another shell is another cache, and the old one goes.
const CACHE = `huilong-field-${VERSION}`;
const PAGE = "/field/recovery/";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(SHELL);
    await freshPage(cache);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("huilong-field-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

async function freshPage(cache) {
  const answer = await fetch(PAGE, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(PAGE, answer.clone());
  return answer;
}

async function page() {
  const cache = await caches.open(CACHE);
  try {
    const answer = await freshPage(cache);
    return answer.redirected ? Response.redirect(answer.url) : answer; // signed out: the browser goes there itself
  } catch {
    return (await cache.match(PAGE)) ?? Response.error();
  }
}

async function part(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page());
  else if (SHELL.includes(url.pathname)) event.respondWith(part(request));
});

self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.delete(CACHE));
});
