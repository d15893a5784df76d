"""The page of results: bids of the last second (末秒出价结果)."""

from pathlib import Path
from typing import Any

from benchmarks.gps_page import table

LAST = ("sent_again", "accepted_per_second", "answers_per_second", "p50_ms", "p99_ms")


def auction(file: Path, told: dict[str, Any]) -> str:
    """One measurement of bidding."""
    machine = told["machine"]
    rows = [
        [
            *(f"{one[name]:,}" for name in ("bidders", "sent", "answered", "accepted")),
            f"{sum(one['refused'].values()):,}",
            *(f"{one[name]:,}" for name in LAST),
            "; ".join(one["wrong"]) or "nothing",
        ]
        for one in told["runs"]
    ]  # fmt: skip
    killed = "; the server of pages killed in the middle" if told["killed"] else ""
    return "\n".join([
        f"## Bids of the last second, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        f" each bidder once in the last second, then on for {told['seconds']:g} s{killed}. Every answer is held against"
        " the chain.\n",
        table(["bidders", "bids sent", "answered", "taken", "refused", "sent again", "taken/s", "answers/s", "p50 ms",
               "p99 ms", "lost or reordered"], rows),
    ])  # fmt: skip
