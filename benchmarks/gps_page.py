"""The page of results: positions taken in (定位入库结果)."""

from pathlib import Path
from typing import Any


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def gps(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the gateway."""
    machine = told["machine"]
    decoded = [
        [one["frames"], str(one["bytes_each"]), f"{one['frames_per_second']:,}", f"{one['places_per_second']:,}"]
        for one in told["decoding"]
    ]
    decoded.append(["standard items, cut and verified only", "", f"{told['splitting']['frames_per_second']:,}", ""])
    names = ["devices", "places_per_second", "gateway_cores", "places_per_cpu_second", "median_ms", "p99_ms"]
    runs = {"shelf": told["stored"], "shelf and desk": told.get("stored_with_desk")}
    kept = [[name, *(f"{one[what]:,}" for what in names)] for name, one in runs.items() if one]
    held = told["held"]
    row = [f"{held[name]:,}" for name in (
        "sessions", "came_per_second", "kib_each", "idle_cpu_percent", "all_heartbeats_answered_seconds")]  # fmt: skip
    return "\n".join([
        f"## Positions taken in, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        " what is measured is in `benchmarks/gps.py`.\n",
        table(["Decoded, one core's time", "bytes each", "frames/s", "places/s"], decoded),
        table(["Stored, then answered", "devices", "places/s", "gateway cores", "places a CPU second", "median ms",
               "p99 ms"], kept),
        table(["Sessions held", "came/s", "KiB each", "idle CPU %", "all heartbeats answered, s"], [row]),
    ])  # fmt: skip
