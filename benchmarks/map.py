"""`python -m benchmarks.map`: frames a second of the map with thousands of moving vehicles, in headless Chromium.

The map's own scripts and styles are served as they are, with the pages' content security policy, beside a page of the
same parts and no house behind it: what is measured is the browser's work. Every dot is put elsewhere for every frame,
while the map stands, is dragged, and is zoomed with the wheel. Chromium draws without a GPU.
"""

import argparse
import json
import os
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.__main__ import RESULTS, machine, say
from benchmarks.children import ROOT
from benchmarks.page import page as results_page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
STATIC = ROOT / "src/huilong/shell/static"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"
PAGE = """<!doctype html><html lang="zh-hans"><meta charset="utf-8"><title>map</title>
<link rel="stylesheet" href="/vendor/bootstrap/bootstrap.min.css"><link rel="stylesheet" href="/huilong/huilong.css">
<link rel="stylesheet" href="/vendor/leaflet/leaflet.css"><link rel="stylesheet" href="/huilong/map.css">
<script src="/vendor/leaflet/leaflet.js" defer></script><script src="/huilong/map.js" type="module"></script>
<body class="fixed"><main class="map-page">
<aside class="panel map-side"><form id="find" data-panel="NUMBER"></form></aside>
<section class="map-middle"><div id="map" class="map-canvas" data-zone="Asia/Shanghai"></div><div id="said"></div>
<div id="play" hidden><button id="play-go"></button><input id="play-at"><output id="play-time"></output></div></section>
<aside class="panel map-side" id="cars"></aside></main></body></html>"""
FILL = """count => { const { map, fleet } = document.querySelector('#map').huilong;
  let seed = 7; const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const states = ['online', 'online', 'online', 'silent', 'removed'];
  fleet.show(Array.from({ length: count }, (_, n) => [n, `CL${n}`, 30 + 10 * chance(), 104 + 16 * chance(), 0,
    Math.floor(360 * chance()), n % 4 ? 1 : 0, states[n % 5]]));
  map.setView([35, 112], 6, { animate: false }); }"""
COUNT = """moving => new Promise((done) => { const { fleet } = document.querySelector('#map').huilong;
  const frames = [], work = []; const first = performance.now(); let last = first;
  const draw = fleet.draw.bind(fleet);
  fleet.draw = () => { const at = performance.now(); draw(); work.push(performance.now() - at); };
  const frame = (now) => { frames.push(now - last); last = now;
    if (moving) for (let n = 0; n < fleet.count; n += 1) { const row = fleet.rows[n];
      row[2] += 0.0005 * Math.cos(row[5]); row[3] += 0.0005 * Math.sin(row[5]); fleet.put(n, row[2], row[3]); }
    if (now - first < window.measuredMs) requestAnimationFrame(frame);
    else { fleet.draw = draw; done({ frames, work }); } };
  requestAnimationFrame(frame); })"""


class Door(SimpleHTTPRequestHandler):
    """The page and the static files, with the policy."""

    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *told: Any) -> None:
        return None


def main() -> int:
    """Measure, write a file of benchmarks/results/map/ and benchmarks/results.md; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.map", description=__doc__)
    parser.add_argument("--vehicles", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=8.0, help="a phase")
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "vehicles": options.vehicles}
    told["command"] = f"python -m benchmarks.map --vehicles {options.vehicles} --seconds {options.seconds}"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Door, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told["phases"] = measured(f"http://127.0.0.1:{server.server_port}/", options)
    server.shutdown()
    (RESULTS / "map").mkdir(parents=True, exist_ok=True)
    name = f"{told['machine']['measured_on']}-{options.vehicles}.json"
    (RESULTS / "map" / name).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    (ROOT / "benchmarks" / "results.md").write_text(results_page(RESULTS), encoding="utf-8")
    say(json.dumps(told["phases"]))
    return 0


def measured(address: str, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Each phase: frames a second, the 95th part of a hundred of their lengths, the time one drawing takes."""
    from playwright.sync_api import sync_playwright

    phases: dict[str, dict[str, float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        here = browser.new_page(viewport={"width": 1440, "height": 900})
        here.goto(address)
        here.wait_for_function("() => document.querySelector('#map')?.huilong")
        here.evaluate(FILL, options.vehicles)
        here.evaluate("ms => { window.measuredMs = ms; }", options.seconds * 1000)
        box = here.locator("#map").bounding_box() or {}
        centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for name, moving, act in (
            ("standing map, moving vehicles", True, None), ("dragged map, standing vehicles", False, _drag),
            ("dragged map, moving vehicles", True, _drag), ("zoomed map, moving vehicles", True, _zoom),
        ):  # fmt: skip
            here.evaluate("() => document.querySelector('#map').huilong.map.setView([35, 112], 6, { animate: false })")
            here.evaluate(f"moving => {{ window.measuring = ({COUNT})(moving); }}", moving)
            until, spent = time.monotonic() + options.seconds, cpu_seconds()
            while act is not None and time.monotonic() < until:
                act(here, *centre)
            drawn = here.evaluate("() => window.measuring")
            phases[name] = figures(drawn) | {
                "cpu_ms_a_frame": round(1000 * (cpu_seconds() - spent) / max(1, len(drawn["frames"])), 1)
            }
        browser.close()
    return phases


def cpu_seconds() -> float:
    """CPU seconds that all processes below this one used so far: the browser's, whatever else the machine does."""
    parents, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)], spent[int(stat.parent.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
    below, found = {os.getpid()}, True
    while found:
        found = {one for one, parent in parents.items() if parent in below} - below
        below |= found
    return sum(spent[one] for one in below - {os.getpid()} if one in spent) / os.sysconf("SC_CLK_TCK")


def _drag(here: Any, x: float, y: float) -> None:
    here.mouse.move(x, y)
    here.mouse.down()
    here.mouse.move(x + 180, y + 90, steps=24)
    here.mouse.move(x - 180, y - 90, steps=48)
    here.mouse.move(x, y, steps=24)
    here.mouse.up()


def _zoom(here: Any, x: float, y: float) -> None:
    here.mouse.move(x, y)
    for turn in (-120, 120):
        here.mouse.wheel(0, turn)
        here.wait_for_timeout(400)


def figures(told: dict[str, list[float]]) -> dict[str, float]:
    """Frames a second and the rest, from the lengths of frames and of drawings in milliseconds."""
    frames, work = sorted(told["frames"][1:]), sorted(told["work"] or [0.0])
    return {
        "frames_per_second": round(1000 * len(frames) / sum(frames), 1),
        "frame_p95_ms": round(frames[int(len(frames) * 0.95)], 1), "frame_longest_ms": round(frames[-1], 1),
        "drawing_median_ms": round(work[len(work) // 2], 2), "drawing_p95_ms": round(work[int(len(work) * 0.95)], 2),
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
