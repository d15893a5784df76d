// The fleet on one canvas: thousands of dots, drawn at most once a frame and only where somebody can see them.
const HEADINGS = 16;
const SIDE = 18;
const COLOURS = { online: "#1677ff", silent: "#8c8c8c", removed: "#c41d26", never: "#8c8c8c" };

// Web Mercator on a square of 256, so that a frame needs two multiplications a dot.
export const worldX = (lng) => (256 * (lng + 180)) / 360;
export const worldY = (lat) => {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
};

function sprite(state, heading) {
  const box = document.createElement("canvas");
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  box.width = box.height = SIDE * ratio;
  const pen = box.getContext("2d");
  pen.scale(ratio, ratio);
  pen.translate(SIDE / 2, SIDE / 2);
  [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [COLOURS[state] ?? COLOURS.never, "#fff", 1.5];
  pen.beginPath();
  if (heading === HEADINGS) pen.arc(0, 0, 5, 0, 2 * Math.PI);
  else {
    pen.rotate((heading * 2 * Math.PI) / HEADINGS);
    pen.moveTo(0, -7);
    pen.lineTo(5, 6);
    pen.lineTo(0, 3);
    pen.lineTo(-5, 6);
    pen.closePath();
  }
  pen.fill();
  pen.stroke();
  return box;
}

export function fleetLayer() {
  const sprites = new Map();
  const spriteOf = (state, moving, course) => {
    const heading = moving ? Math.round((course * HEADINGS) / 360) % HEADINGS : HEADINGS;
    const key = `${state} ${heading}`;
    if (!sprites.has(key)) sprites.set(key, sprite(state, heading));
    return sprites.get(key);
  };
  const Fleet = L.Renderer.extend({
    options: { padding: 0.5, pane: "markerPane" },
    count: 0,
    _initContainer() {
      this._container = L.DomUtil.create("canvas", "map-fleet");
      this._pen = this._container.getContext("2d");
    },
    _destroyContainer() {
      cancelAnimationFrame(this._waiting);
      this._waiting = 0;
      L.DomUtil.remove(this._container);
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      [this._container.width, this._container.height] = [size.x * ratio, size.y * ratio];
      [this._container.style.width, this._container.style.height] = [`${size.x}px`, `${size.y}px`];
      this._pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.draw();
    },
    // Rows as the server tells them: vehicle, case, lat, lng, at, course, moving, state.
    show(rows) {
      this.rows = rows;
      this.count = rows.length;
      this.x = Float64Array.from(rows, (row) => worldX(row[3]));
      this.y = Float64Array.from(rows, (row) => worldY(row[2]));
      this.looks = rows.map((row) => spriteOf(row[7], row[6], row[5]));
      this.touch();
    },
    // Put dot n elsewhere; seen with the next frame, however many are put.
    put(n, lat, lng) {
      [this.x[n], this.y[n]] = [worldX(lng), worldY(lat)];
      this.touch();
    },
    touch() {
      if (!this._waiting && this._map) this._waiting = requestAnimationFrame(() => { this._waiting = 0; this.draw(); });
    },
    draw() {
      if (!this._container || this._map._animatingZoom) return;
      const scale = 2 ** this._zoom;
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      const { x: width, y: height } = this._bounds.getSize();
      const half = SIDE / 2;
      this._pen.clearRect(0, 0, width, height);
      for (let n = 0; n < this.count; n += 1) {
        const x = this.x[n] * scale - corner.x;
        const y = this.y[n] * scale - corner.y;
        if (x > -half && y > -half && x < width + half && y < height + half) this._pen.drawImage(this.looks[n], x - half, y - half, SIDE, SIDE);
      }
    },
    // The dot nearest to a point of the map's box, if one is within some pixels.
    nearest(point, within = 10) {
      if (!this.count) return null;
      const scale = 2 ** this._map.getZoom();
      const corner = this._map.getPixelBounds().min;
      let [found, best] = [null, within * within];
      for (let n = 0; n < this.count; n += 1) {
        const apart = (this.x[n] * scale - corner.x - point.x) ** 2 + (this.y[n] * scale - corner.y - point.y) ** 2;
        if (apart <= best) [found, best] = [this.rows[n], apart];
      }
      return found;
    },
  });
  return new Fleet();
}
