// Seals a bid in this browser. What is typed is written in canonical form, committed to by its SHA-256, and encrypted under a
// key that never leaves. Only commitment, nonce and ciphertext are sent; the inputs have no names, so no form carries them.
const $ = (selector, from = document) => from.querySelector(selector);
const PAD = 2048, SALT = 32, KEY = 32, NONCE = 12;

const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa([...new Uint8Array(bytes)].map((one) => String.fromCharCode(one)).join(""));
const random = (count) => crypto.getRandomValues(new Uint8Array(count));

// Keys in order, no spaces: the same bytes as rules/sealing.py writes.
function canonical(told) {
  if (Array.isArray(told)) return `[${told.map(canonical).join(",")}]`;
  if (told === null || typeof told !== "object") return JSON.stringify(told);
  return `{${Object.keys(told).sort().map((name) => `${JSON.stringify(name)}:${canonical(told[name])}`).join(",")}}`;
}

// "18.5" percent as 185000 parts in a million, without a float in between; null where it is no rate.
function ppm(text) {
  const found = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(text.trim());
  if (!found) return null;
  const value = Number(found[1]) * 10_000 + Number((found[2] ?? "").padEnd(4, "0"));
  return value > 0 && value <= 1_000_000 ? value : null;
}

function whole(text) {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

function fee(offer) {
  const form = $("[data-part=form]", offer).value;
  if (form === "rate") return { form, rate_ppm: ppm($("[data-part=rate]", offer).value) };
  const tiers = [...offer.querySelectorAll("[data-tier]")].filter((one) => one.value.trim())
    .map((one) => ({ at_least: Number(one.dataset.tier), rate_ppm: ppm(one.value) }));
  return { form, tiers };
}

function typed(offer) {
  const lines = [...offer.querySelectorAll("[data-stratum]")]
    .map((one) => ({ stratum: one.dataset.stratum, most: whole(one.value || "0") })).filter((one) => one.most !== 0);
  const bid = {
    form: "huilong-bid-1", tender: offer.dataset.tender, firm: Number(offer.dataset.firm), salt: hex(random(SALT)),
    fee: fee(offer), lines, capacity: whole($("[data-part=capacity]", offer).value),
    explanation: $("[data-part=explanation]", offer).value.trim(),
  };
  const rates = bid.fee.tiers ? bid.fee.tiers.map((one) => one.rate_ppm) : [bid.fee.rate_ppm];
  const good = rates.length > 0 && rates.every(Boolean) && bid.capacity && lines.length && lines.every((one) => one.most);
  return good && (!bid.fee.tiers || bid.fee.tiers[0].at_least === 0) ? bid : null;
}

async function sealed(bid) {
  const content = new TextEncoder().encode(canonical(bid));
  const commitment = hex(await crypto.subtle.digest("SHA-256", content));
  const padded = new Uint8Array(Math.ceil(content.length / PAD) * PAD).fill(0x20);
  padded.set(content);
  const raw = random(KEY), nonce = random(NONCE);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const additionalData = new TextEncoder().encode(commitment);
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, padded);
  return { commitment, nonce: base64(nonce), ciphertext: base64(ciphertext), key: hex(raw) };
}

function wrong(text) {
  $("#bid-wrong").textContent = text;
  $("#bid-wrong").hidden = !text;
}

function shown(offer, made) {
  const form = $("#sealed");
  for (const name of ["commitment", "nonce", "ciphertext"]) form.elements[name].value = made[name];
  $("#commitment").textContent = made.commitment;
  $("#key").textContent = made.key;
  const file = { form: "huilong-bid-key-1", tender: offer.dataset.tender, commitment: made.commitment, key: made.key };
  $("#key-file").href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  $("#hand-in").disabled = true;
  form.hidden = false;
  $("#key-file").focus();
}

const offer = $("#offer");
if (offer) {
  const form = $("[data-part=form]", offer);
  const pick = () => offer.querySelectorAll("[data-for]").forEach((one) => { one.hidden = one.dataset.for !== form.value; });
  form.addEventListener("change", pick);
  pick();
  $("#key-file").addEventListener("click", () => { $("#hand-in").disabled = false; });
  $("#seal").addEventListener("click", async () => {
    wrong("");
    if (!globalThis.crypto?.subtle) return wrong(offer.dataset.insecure);
    const bid = typed(offer);
    if (!bid) return wrong(offer.dataset.wrong);
    shown(offer, await sealed(bid));
  });
}
