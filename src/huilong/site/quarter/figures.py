"""The figures of a quarter (季度数字): as plain JSON, and as lines for whoever watched it."""

import os
import platform
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huilong.kernel.money import grouped
from huilong.site.quarter.world import World


def figures(world: World) -> dict[str, Any]:
    """What came of it: acts and refusals by role, counts, nights, invariants, findings."""
    tally, nights = world.tally, sorted(world.tally.seconds)
    return {
        "machine": machine(), "first": world.first.isoformat(), "until": world.until.isoformat(),
        "seed": world.luck.seed, "done": _nested(tally.done), "refused": _nested(tally.refused),
        "wrongs_refused": _nested(tally.wrongs), "figures": dict(sorted(tally.figures.items())),
        "nights": {
            "run": len(nights), "p50_s": round(statistics.median(nights), 2), "max_s": round(nights[-1], 2),
            "first_s": round(tally.seconds[0], 2),
        },
        "invariants": dict(tally.checks), "findings": tally.findings,
    }  # fmt: skip


def machine() -> dict[str, Any]:
    """What it ran on."""
    cpuinfo = Path("/proc/cpuinfo")
    models = [line for line in cpuinfo.read_text().splitlines() if "model name" in line] if cpuinfo.exists() else []
    return {
        "processor": models[0].partition(":")[2].strip() if models else platform.machine(),
        "cores": os.cpu_count() or 1, "load": round(os.getloadavg()[0], 1), "python": platform.python_version(),
    }  # fmt: skip


def lines(told: Mapping[str, Any]) -> str:
    """The figures in lines, amounts in yuan."""
    machine, nights = told["machine"], told["nights"]
    parts = [
        f"{told['first']} … {told['until']}, {machine['processor']}, {machine['cores']} 核 / cores,"
        f" 负载 / load {machine['load']}",
        "动作 / acts", *_roles(told["done"], told["refused"]),
        "越权尝试,均被拒绝 / wrongs, all refused", *_leaves(told["wrongs_refused"]),
        "数字 / figures", *(f"  {name:<28}{shown(name, value):>18}" for name, value in told["figures"].items()),
        f"夜 / nights: {nights['run']}, p50 {nights['p50_s']} s, max {nights['max_s']} s",
        "不变量 × 夜 / invariants × nights: "
        + ", ".join(f"{name} {count}" for name, count in told["invariants"].items()),
        f"发现 / findings: {len(told['findings'])}", *(f"  {one}" for one in told["findings"]),
    ]  # fmt: skip
    return "\n".join(parts)


def shown(name: str, value: int) -> str:
    """A figure as a reader takes it: amounts in yuan, bytes in MB."""
    if "_fen" in name:
        return grouped(value)
    return f"{value / 1e6:,.1f} MB" if name.endswith("_bytes") else f"{value:,}"


def _roles(done: Mapping[str, Mapping[str, int]], refused: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[str]:
    """One line a role: how much was done, how much refused and by what."""
    told = []
    for role in sorted({*done, *refused}):
        acts = sum(done.get(role, {}).values())
        codes: dict[str, int] = {}
        for of_act in refused.get(role, {}).values():
            for code, count in of_act.items():
                codes[code] = codes.get(code, 0) + count
        by = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
        told.append(f"  {role:<26}{acts:>7,}   拒绝 / refused {sum(codes.values()):,}{f': {by}' if by else ''}")
    return told


def _leaves(told: Mapping[str, Mapping[str, int]]) -> list[str]:
    return [f"  {act:<30}{count:>5}   {code}" for act, codes in told.items() for code, count in codes.items()]


def _nested(counted: Mapping[Any, int]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key, count in sorted(counted.items()):
        at = told
        for word in key[:-1]:
            at = at.setdefault(word, {})
        at[key[-1]] = count
    return told
