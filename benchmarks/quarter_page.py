"""The page of the quarter (季度页): benchmarks/quarter.md from a file in benchmarks/results/quarter/."""

from typing import Any

from benchmarks.page import table
from huilong.site.quarter.figures import shown


def page(name: str, told: dict[str, Any]) -> str:
    """The whole page of one quarter."""
    machine, nights = told["machine"], told["nights"]
    looks = sum(told["invariants"].values())
    return "\n".join([
        "# A synthetic quarter\n",
        "<!-- Built by `python -m benchmarks.quarter` from the newest file in benchmarks/results/quarter/. -->\n",
        f"{told['first']} to {told['until']}, played {told['measured_on']} in {told['seconds']:,} s by"
        f" `{told['command']}`; {machine['processor']}, {machine['cores']} cores, load at the end {machine['load']}."
        " The house does not wait for the disk. How it is played: docs/how-to/simulate.md.\n",
        f"{looks:,} looks of {len(told['invariants'])} invariants after {nights['run']} nights found"
        f" **{len(told['findings'])}** violations. A night took {nights['p50_s']} s (median), {nights['max_s']} s at"
        f" most; the first one, which takes in the whole book and compiles the laws, {nights['first_s']} s.\n",
        *([f"{told['note']}\n"] if "note" in told else []),
        *(["\n".join(f"- {one}" for one in told["findings"]), ""] if told["findings"] else []),
        "## What was done\n",
        table(["role", "acts", "refused", "by"], _roles(told)),
        "\n## What nobody may, tried and refused\n",
        table(["wrong", "times", "refused by"], [
            [act, str(count), code] for act, codes in told["wrongs_refused"].items() for code, count in codes.items()
        ]),
        "\n## What came of it\n",
        table(["figure", "(amounts in yuan)"], [
            [key.replace("_fen", "").replace("_bytes", "").replace("_", " "), shown(key, value)]
            for key, value in told["figures"].items()
        ]),
        "",
    ])  # fmt: skip


def _roles(told: dict[str, Any]) -> list[list[str]]:
    rows = []
    for role in sorted({*told["done"], *told["refused"]}):
        refused: dict[str, int] = {}
        for codes in told["refused"].get(role, {}).values():
            for code, count in codes.items():
                refused[code] = refused.get(code, 0) + count
        by = ", ".join(f"{code} {count}" for code, count in sorted(refused.items()))
        acts = sum(told["done"].get(role, {}).values())
        rows.append([role, f"{acts:,}", f"{sum(refused.values()):,}", by])
    return rows
