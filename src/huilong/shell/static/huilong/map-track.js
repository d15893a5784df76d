// A track: its line, its numbered stops, and playing it again.
const between = (low, high, part) => low + (high - low) * part;

export class Track {
  constructor(map, told, says) {
    [this.map, this.points, this.stops, this.says] = [map, told.points, told.stops, says];
    this.layer = L.layerGroup().addTo(map);
    this.at = this.points.length ? this.points[0][0] : 0;
    const line = this.points.map(([, lat, lng]) => [lat, lng]);
    L.polyline(line, { color: "#1677ff", weight: 3, opacity: 0.8, renderer: L.canvas({ padding: 0.5 }), interactive: false }).addTo(this.layer);
    this.numbers = this.stops.map(([no, lat, lng]) => {
      const icon = L.divIcon({ className: "map-stop", html: String(no), iconSize: [22, 22] });
      return L.marker([lat, lng], { icon, title: this.says(this.stops[no - 1]), keyboard: false }).addTo(this.layer);
    });
    if (line.length) {
      this.here = L.circleMarker(line[0], { radius: 7, color: "#fff", weight: 2, fillColor: "#c41d26", fillOpacity: 1, interactive: false }).addTo(this.layer);
      map.fitBounds(L.latLngBounds(line).pad(0.15), { animate: false, maxZoom: 16 });
    }
  }

  get first() { return this.points[0]?.[0] ?? 0; }
  get last() { return this.points.at(-1)?.[0] ?? 0; }

  // Where it was at a moment (unix seconds), between the two points around it.
  seek(at) {
    this.at = Math.max(this.first, Math.min(this.last, at));
    let [low, high] = [0, this.points.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.points[middle][0] <= this.at) low = middle; else high = middle;
    }
    const [one, other] = [this.points[low], this.points[high]];
    if (!one || !this.here) return;
    const part = other[0] > one[0] ? (this.at - one[0]) / (other[0] - one[0]) : 0;
    this.here.setLatLng([between(one[1], other[1], part), between(one[2], other[2], part)]);
  }

  // Go to a stop by its place in the list; it is lit.
  visit(n) {
    if (!this.stops.length) return;
    this.visited = (n + this.stops.length) % this.stops.length;
    const [, lat, lng, since] = this.stops[this.visited];
    this.numbers.forEach((one, k) => one.getElement()?.classList.toggle("here", k === this.visited));
    this.map.panTo([lat, lng]);
    this.seek(since);
  }

  remove() { this.layer.remove(); }
}
