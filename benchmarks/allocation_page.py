"""Allocation of cases on the page of results (分派结果)."""

from pathlib import Path
from typing import Any


def allocation(file: Path, told: dict[str, Any]) -> str:
    """One measurement of allocation: a table for each size, ways side by side."""
    machine = told["machine"]
    parts = [
        f"## Allocation of cases, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`,"
        f" seed {told['seed']}. Worth is expected recovery and continuity, less what lies outside fair shares; the"
        " bound is of that worth, and true of any allocation that keeps time, numbers and abilities.\n",
    ]
    for one in told["sizes"]:
        parts.append(
            f"{one['cases']:,} cases, {one['people']} people, {one['profiles']} profiles: gap {one['gap_percent']} %,"
            f" memory peak {one['peak_mib']:,} MiB; no allocation is worth more than ¥{one['bound_fen'] / 100:,.0f}.\n"
        )
        rows = [
            [way["way"], f"{way['seconds']}", f"{way['recovery_fen'] / 100:,.0f}", f"{way['unfair_fen'] / 100:,.0f}",
             f"{way['total_fen'] / 100:,.0f}", f"{way['behind_bound_percent']} %", f"{way['given']:,}",
             f"{way['kept']:,}", str(way["outside"])]
            for way in one["ways"]
        ]  # fmt: skip
        head = ["Way", "s", "expected recovery, yuan", "unfair, yuan", "worth, yuan", "behind the bound", "given out",
                "keep their holder", "people outside a fair share"]  # fmt: skip
        parts.append("\n".join([_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows), ""]))
    return "\n".join(parts)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
