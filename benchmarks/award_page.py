"""The award split on the page of results (分标结果)."""

from pathlib import Path
from typing import Any


def award(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the award split: a table for each setting, ways side by side."""
    machine = told["machine"]
    parts = [
        f"## Award split, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        f" {told['cases']:,} cases in {told['strata']} strata ({told['stratify_seconds']} s to group them),"
        f" {told['firms']} agencies bid. The gap is to the bound of the optimisation, whole cases counted.\n",
    ]
    for run in told["runs"]:
        first = run["ways"][0]
        parts.append(
            f"{run['setting']}: {run['cells']:,} cells, evaluated in {run['evaluate_seconds']} s,"
            f" {run['drawn']:,} cases drawn in {run['draw_seconds']} s; no split is worth more than"
            f" ¥{first['bound_fen'] / 100:,.0f}.\n"
        )
        rows = [
            [one["way"], f"{one['seconds']}", f"{one['worth_fen'] / 100:,.0f}", f"{one['gap_percent']} %",
             f"{one['placed']:,}", str(one["winners"]), ", ".join(one["broken"]) or "none"]
            for one in run["ways"]
        ]  # fmt: skip
        head = ["Way", "s", "worth, yuan", "gap", "cases placed", "winners", "limits broken"]
        parts.append("\n".join([_row(head), _row(["---"] * len(head)), *(_row(one) for one in rows), ""]))
    return "\n".join(parts)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
