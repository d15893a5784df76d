// A photo as evidence: drawn with its time, place, number of the agent and of the order, then hashed, all at the moment it
// is taken. Where the browser gives no hash (no HTTPS) or cannot draw the picture, it is sent as it is and the house hashes.
const LONGEST = 1600, QUALITY = 0.85;

export async function sha256(blob) {
  if (!globalThis.crypto?.subtle) return "";
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function place() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) { resolve(null); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude, accuracy: Math.round(coords.accuracy) }),
      () => resolve(null), { enableHighAccuracy: true, timeout: 4000, maximumAge: 15000 });
  });
}

const two = (number) => String(number).padStart(2, "0");
export function shown(at) {
  return `${at.getFullYear()}/${two(at.getMonth() + 1)}/${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function mark(context, width, height, lines) {
  const size = Math.max(18, Math.round(width / 32)), bar = size * 1.45 * lines.length + size * 0.6;
  context.fillStyle = "rgba(40, 40, 40, .82)";
  context.fillRect(0, height - bar, width, bar);
  context.fillStyle = "#fff";
  context.font = `${size}px sans-serif`;
  context.textBaseline = "top";
  lines.forEach((line, no) => context.fillText(line, size * 0.6, height - bar + size * 0.4 + no * size * 1.45));
}

export async function photographed(file, lines) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { blob: file, name: file.name || "photo", canvas: null };
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  mark(context, canvas.width, canvas.height, lines);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return { blob, name: "photo.jpg", canvas };
}

// A pad to sign on with finger, pen or mouse.
export function pad(canvas, changed) {
  const context = canvas.getContext("2d");
  let at = null, strokes = 0;
  const clear = () => {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    strokes = 0;
    changed(strokes);
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); at = point(event); });
  canvas.addEventListener("pointermove", (event) => {
    if (!at) return;
    const to = point(event);
    context.strokeStyle = "#111";
    context.lineWidth = 4;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...at);
    context.lineTo(...to);
    context.stroke();
    at = to;
    strokes += 1;
    changed(strokes);
  });
  const lift = () => { at = null; };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  clear();
  return { clear, png: () => new Promise((resolve) => canvas.toBlob(resolve, "image/png")) };
}
