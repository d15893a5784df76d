"""The figures of a quarter (季度数字), as plain JSON and as lines."""

import statistics
from typing import Any

from huilong.site.quarter.world import World


def figures(world: World) -> dict[str, Any]:
    """What came of it."""
    tally = world.tally
    nights = sorted(tally.seconds)
    return {
        "first": world.first.isoformat(), "until": world.until.isoformat(), "seed": world.luck.seed,
        "done": _nested(tally.done), "refused": _nested(tally.refused), "wrongs_refused": _nested(tally.wrongs),
        "figures": dict(sorted(tally.figures.items())),
        "nights": {"run": len(nights), "p50_s": round(statistics.median(nights), 2), "max_s": round(nights[-1], 2)},
        "invariants": dict(tally.checks), "findings": tally.findings,
    }  # fmt: skip


def lines(told: dict[str, Any]) -> str:
    """The figures in lines."""
    import json

    return json.dumps(told, indent=1, ensure_ascii=False)


def _nested(counted: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key, count in sorted(counted.items()):
        at = told
        for word in key[:-1]:
            at = at.setdefault(word, {})
        at[key[-1]] = count
    return told
