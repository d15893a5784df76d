// The fleet on one canvas: thousands of dots, drawn at most once a frame and only where somebody can see them.
const HEADINGS = 16;
const SIDE = 24;
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
  if (heading === HEADINGS) pen.arc(0, 0, 6, 0, 2 * Math.PI);
  else {
    pen.rotate((heading * 2 * Math.PI) / HEADINGS);
    pen.moveTo(0, -10);
    pen.lineTo(7, 8);
    pen.lineTo(0, 4);
    pen.lineTo(-7, 8);
    pen.closePath();
  }
  pen.fill();
  pen.stroke();
  return box;
}

// The pixels of a sprite as steps from its middle, so that a frame copies numbers and draws nothing.
function pixels(state, heading) {
  const box = sprite(state, heading);
  const told = new Uint32Array(box.getContext("2d").getImageData(0, 0, box.width, box.height).data.buffer);
  const middle = box.width / 2;
  const kept = [...told.keys()].filter((n) => told[n] >>> 24 > 24);
  return {
    across: Int16Array.from(kept, (n) => (n % box.width) - middle),
    down: Int16Array.from(kept, (n) => Math.floor(n / box.width) - middle),
    colour: Uint32Array.from(kept, (n) => told[n]), middle,
  };
}

export function fleetLayer() {
  const known = new Map();
  const looksOf = (state, moving, course) => {
    const heading = moving ? Math.round((course * HEADINGS) / 360) % HEADINGS : HEADINGS;
    const key = `${state} ${heading}`;
    if (!known.has(key)) known.set(key, pixels(state, heading));
    return known.get(key);
  };
  const Fleet = L.Renderer.extend({
    options: { padding: 0.1, pane: "markerPane" },
    count: 0,
    _initContainer() {
      this._container = L.DomUtil.create("canvas", "map-fleet");
      this._pen = this._container.getContext("2d", { willReadFrequently: true });
    },
    _destroyContainer() {
      cancelAnimationFrame(this._waiting);
      this._waiting = 0;
      L.DomUtil.remove(this._container);
      delete this._container;
    },
    getEvents() {
      return { ...L.Renderer.prototype.getEvents.call(this), move: this._moved };
    },
    // Where the map was dragged to: the canvas follows it, with the next frame.
    _moved() {
      if (this.count && !this._map._animatingZoom) { this._strayed = true; this.touch(); }
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      this._ratio = Math.min(window.devicePixelRatio || 1, 2);
      const [width, height] = [Math.round(size.x * this._ratio), Math.round(size.y * this._ratio)];
      L.DomUtil.setPosition(this._container, this._bounds.min);
      if (this._container.width !== width || this._container.height !== height) {
        [this._container.width, this._container.height] = [width, height];
        [this._container.style.width, this._container.style.height] = [`${size.x}px`, `${size.y}px`];
        this._sheet = this._pen.createImageData(width, height);
        this._ink = new Uint32Array(this._sheet.data.buffer);
      }
      this._strayed = false;
      this.draw();
    },
    // Rows as the server tells them: vehicle, case, lat, lng, at, course, moving, state.
    show(rows) {
      this.rows = rows;
      this.count = rows.length;
      this.x = Float64Array.from(rows, (row) => worldX(row[3]));
      this.y = Float64Array.from(rows, (row) => worldY(row[2]));
      this.looks = rows.map((row) => looksOf(row[7], row[6], row[5]));
      this.touch();
    },
    // Put dot n elsewhere; seen with the next frame, however many are put.
    put(n, lat, lng) {
      [this.x[n], this.y[n]] = [worldX(lng), worldY(lat)];
      this.touch();
    },
    touch() {
      if (this._waiting || !this._map) return;
      this._waiting = requestAnimationFrame(() => {
        this._waiting = 0;
        if (this._strayed) this._update(); else this.draw();
      });
    },
    draw() {
      if (!this._container || this._map._animatingZoom) return;
      const { width, height } = this._container;
      const scale = 2 ** this._zoom * this._ratio;
      const corner = this._map.getPixelOrigin().add(this._bounds.min).multiplyBy(this._ratio);
      const ink = this._ink;
      ink.fill(0);
      for (let n = 0; n < this.count; n += 1) {
        const { across, down, colour, middle } = this.looks[n];
        const x = Math.round(this.x[n] * scale - corner.x);
        const y = Math.round(this.y[n] * scale - corner.y);
        if (x < middle || y < middle || x >= width - middle || y >= height - middle) continue;
        for (let k = 0; k < colour.length; k += 1) {
          const at = (y + down[k]) * width + x + across[k];
          // The edge of a dot is let through; over another dot that would tear a hole.
          if (colour[k] >>> 24 === 255 || ink[at] === 0) ink[at] = colour[k];
        }
      }
      this._pen.putImageData(this._sheet, 0, 0);
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
