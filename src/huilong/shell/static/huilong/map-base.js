// What lies under the vehicles: tiles where the house has some, else a blank sheet with lines of latitude and longitude.
const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function lines(low, high, step) {
  const found = [];
  for (let n = Math.ceil(low / step); n * step <= high; n += 1) found.push(Number((n * step).toFixed(4)));
  return found;
}

// One square of the sheet. About four lines to a square, each with its degrees.
const Graticule = () => L.GridLayer.extend({
  createTile(coords) {
    const size = this.getTileSize();
    const tile = L.DomUtil.create("canvas", "leaflet-tile");
    [tile.width, tile.height] = [size.x, size.y];
    const pen = tile.getContext("2d");
    const corner = coords.scaleBy(size);
    const at = (x, y) => this._map.unproject(corner.add([x, y]), coords.z);
    const [north, south] = [at(0, 0), at(size.x, size.y)];
    const step = STEPS.find((one) => (south.lng - north.lng) / one >= 2) ?? STEPS.at(-1);
    [pen.strokeStyle, pen.fillStyle, pen.lineWidth, pen.font] = [colour("--h-line"), colour("--h-dim"), 1, "10px sans-serif"];
    pen.beginPath();
    for (const lng of lines(north.lng, south.lng, step)) {
      const x = Math.round(this._map.project([north.lat, lng], coords.z).x - corner.x) + 0.5;
      pen.moveTo(x, 0);
      pen.lineTo(x, size.y);
      if (x < size.x - 40) pen.fillText(`${lng}°`, x + 3, 11);
    }
    for (const lat of lines(south.lat, north.lat, step)) {
      const y = Math.round(this._map.project([lat, north.lng], coords.z).y - corner.y) + 0.5;
      pen.moveTo(0, y);
      pen.lineTo(size.x, y);
      if (y > 28) pen.fillText(`${lat}°`, 3, y - 3);
    }
    pen.stroke();
    return tile;
  },
});

export function baseOf(told) {
  const maxZoom = Number(told.zoom) || 18;
  const attribution = document.createElement("span");
  attribution.textContent = told.attribution || "";
  if (told.tiles) return L.tileLayer(told.tiles, { maxZoom, attribution: attribution.innerHTML });
  return new (Graticule())({ maxZoom });
}
