"""The desk measured: `python -m benchmarks.desk [--loans 12000] [--cases 40]`.

A demo house whose open cases are copied until there are 100,000, served as in production (two workers, row-level
security, live news, the sender, a simulated telephone). One collector holds the cases that have loans and people; the
others wait in the team's pool. `server`: requests over loopback, one at a time: next case, save and next, the queue.
`browser`: in Chromium, from the key pressed until the next case is settled on the screen. `queue`: the night's ranking
of all cases.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.children import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "desk"
PORT = 8785
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LISTEN = """
window.took = []; let pressed = 0;
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey && event.code === 'Enter') pressed = performance.now(); }, true);
document.body.addEventListener('htmx:afterSettle', (event) => {
  if (event.detail.target.id === 'pane' && pressed) { const from = pressed; pressed = 0;
    requestAnimationFrame(() => setTimeout(() => window.took.push(performance.now() - from))); } });
"""


def main() -> int:
    """Measure, write benchmarks/results/desk/, print a line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--loans", type=int, default=12_000)
    parser.add_argument("--cases", type=int, default=40)
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.desk", *sys.argv[1:]])}
    with tempfile.TemporaryDirectory(prefix="huilong-desk-", ignore_cleanup_errors=True) as scratch:
        home = Path(scratch) / "home"
        environment = os.environ | {
            "HUILONG_HOME": str(home), "HUILONG_SECOND_FACTOR": "offered", "PORT": str(PORT),
            "HUILONG_LENDER": json.dumps({"zone": morning()}),
        }  # fmt: skip
        command = [sys.executable, "-m", "huilong.site.cli", "demo", "--loans", str(options.loans)]
        subprocess.run([*command, "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
        filled = subprocess.run(
            [sys.executable, "-m", "benchmarks.desk_filled"], env=environment, check=True, capture_output=True,
            text=True
        )
        told |= json.loads(filled.stdout.splitlines()[-1])
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            answers(f"http://127.0.0.1:{PORT}/login")
            told |= worked((home / "demo-logins").read_text().split()[-1], options.cases)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['machine']['measured_on']}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    from benchmarks.page import page

    (ROOT / "benchmarks" / "results.md").write_text(page(ROOT / "benchmarks" / "results"), encoding="utf-8")
    print(json.dumps({key: told[key] for key in told if key not in ("machine", "command")}))
    return 0


def morning() -> str:
    """The time zone in which it is between ten and eleven, so that calls are permitted whenever this runs."""
    behind = (datetime.now(UTC).hour - 10) % 24
    return f"Etc/GMT+{behind}" if behind <= 12 else f"Etc/GMT-{24 - behind}"


def answers(address: str) -> None:
    """Wait until the pages answer."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    raise RuntimeError("the pages do not answer")


def worked(password: str, cases: int) -> dict[str, Any]:
    """A collector at a browser, then the same session's requests one at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"http://127.0.0.1:{PORT}/login")
        page.fill("[name=username]", "collector")
        page.fill("[name=password]", password)
        page.click("main form button[type=submit]")
        page.wait_for_selector("header nav")
        page.goto(f"http://127.0.0.1:{PORT}/desk/")
        page.wait_for_selector("html[data-desk=ready]")
        page.evaluate(LISTEN)
        page.keyboard.press("g")
        page.wait_for_selector(".desk-case")
        for _ in range(cases):
            if page.locator("[data-dial]").count():
                page.keyboard.press("d")
                page.wait_for_selector(".call-now")
            else:  # nobody of this case may be called now: the borrower called
                page.check("[name=incoming]")
            page.keyboard.press("4")
            done = page.evaluate("window.took.length")
            page.keyboard.press("Control+Enter")
            page.wait_for_function("n => window.took.length > n", arg=done, timeout=20_000)
        told: dict[str, Any] = {"browser": figures(page.evaluate("window.took"))}
        token = page.evaluate("document.querySelector('#next [name=csrfmiddlewaretoken]').value")
        headers = {"HX-Request": "true", "X-CSRFToken": token, "Referer": f"http://127.0.0.1:{PORT}/desk/"}
        asked = page.context.request
        for name, ask in {
            "next_case": lambda: asked.post(f"http://127.0.0.1:{PORT}/desk/next", headers=headers),
            "queue": lambda: asked.get(f"http://127.0.0.1:{PORT}/desk/queue", headers=headers),
        }.items():
            took = []
            for _ in range(cases):
                started = time.perf_counter()
                answer = ask()
                took.append((time.perf_counter() - started) * 1000)
                if answer.status != 200:
                    raise AssertionError(f"{name} answered {answer.status}")
            told[f"server_{name}"] = figures(took)
        browser.close()
    return told


def figures(took: list[float]) -> dict[str, float]:
    """Median and p95 of milliseconds."""
    ordered = sorted(took)
    return {
        "median_ms": round(statistics.median(ordered), 1), "p95_ms": round(ordered[int(len(ordered) * 0.95) - 1], 1),
        "times": len(ordered),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
