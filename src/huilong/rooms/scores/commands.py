"""Commands of scores (评分命令): measure on files, train, list, ask for approval, put to use, score, watch drift."""

import argparse
import json
from pathlib import Path
from typing import Any


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    score = subparsers.add_parser("score", help="评分:评估、训练、启用 / scores: evaluate, train, use")
    verbs = score.add_subparsers(metavar="VERB", required=True)
    one = verbs.add_parser("evaluate", help="在一份面板上评估 / measure a target on a panel of files")
    one.add_argument("--loans", type=Path, required=True, metavar="FILE", help="借据 / loans (Parquet)")
    one.add_argument("--panel", type=Path, metavar="FILE", help="借据月度 / loan-months (Parquet)")
    one.add_argument("--target", required=True, metavar="NAME",
                     help="roll-m1, roll-m2, cure, warning, one-step, termination")  # fmt: skip
    one.add_argument("--folds", type=int, default=5)
    one.add_argument("--seed", type=int, default=7)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_evaluate, needs="")


def _evaluate(options: argparse.Namespace) -> int:
    from huilong.rooms.scores.queries.measuring import measure

    found = measure(options.loans, options.panel, options.target, folds=options.folds, seed=options.seed)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))
        return 0
    for line in one_step_told(found) if options.target == "one-step" else measured_told(found):
        print(line)
    return 0


def month_told(month: int) -> str:
    """A month as people write it."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _figure(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def one_step_told(found: dict[str, Any]) -> list[str]:
    """The result of one-step as lines to read."""
    lines = [
        f"下月阶段预测 / one step ahead: {month_told(found['from'])} … {month_told(found['to'])}, "
        f"{found['months']} 个月 / months",
        "阶段 / bucket   Markov   本模型 / ours",
    ]
    for name, one in found["mape"].items():
        pair = ["—" if one[key] is None else f"{one[key]:.2%}" for key in ("markov", "ours")]
        won = "   朴素更优 / naive wins" if one["naive_wins"] else ""
        lines.append(f"{name:<12} {pair[0]:>9} {pair[1]:>9}{won}")
    return lines


def measured_told(found: dict[str, Any]) -> list[str]:
    """The result of a target as lines to read."""
    lines = [
        f"{found['target']}: {found['cases']} 个样本 / cases, {found['borrowers']} 位借款人 / borrowers, "
        f"发生 / happened {found['happened']:.2%}",
        f"AUC {_figure(found['auc'])} ({_figure(found['auc_low'])}–{_figure(found['auc_high'])})",
        f"  默认树 / plain trees {_figure(found['plain_auc'])}, 朴素 / naive {_figure(found['naive_auc'])}",
        f"  时间外 / later months {_figure(found['time_split_auc'])}, "
        f"默认树 / plain {_figure(found['time_split_plain_auc'])}",
        f"Brier {_figure(found['brier'])}, 校准误差 / calibration error {_figure(found['calibration_error'])}",
        "校准 / calibration: 说 / said → 实际 / happened",
    ]
    lines += [f"  {one['said']:.3f} → {one['happened']:.3f} ({one['cases']})" for one in found["calibration"]]
    if "origin_only" in found:
        only = found["origin_only"]
        lines += [
            f"仅放款时事实 / facts of origination alone: AUC {_figure(only['auc'])} "
            f"({_figure(only['auc_low'])}–{_figure(only['auc_high'])}), "
            f"时间外 / later months {_figure(only['time_split_auc'])}",
            f"默认树加账龄月数 / plain trees given months run: {_figure(found['plain_with_months_run_auc'])}",
        ]
    lines += [
        f"朴素更优 / naive wins: {name} {value} ({cases}): {_figure(naive)} > {_figure(ours)}"
        for name, value, cases, ours, naive in found["naive_wins"]
    ] or ["朴素在任何分组都不更优 / naive wins in no group"]
    return lines
