"""Commands of scores (评分命令): measure on files, train, list, ask for approval, put to use, score, watch drift."""

import argparse
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from huilong.shell.asked import asked_day


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    score = subparsers.add_parser("score", help="评分:评估、训练、启用 / scores: evaluate, train, use")
    verbs = score.add_subparsers(metavar="VERB", required=True)
    one = verbs.add_parser("evaluate", help="在一份面板上评估 / measure a target on a panel of files")
    one.add_argument("--loans", type=Path, required=True, metavar="FILE", help="借据 / loans (Parquet)")
    one.add_argument("--panel", type=Path, metavar="FILE", help="借据月度 / loan-months (Parquet)")
    one.add_argument("--target", required=True, metavar="NAME",
                     help="roll-m1, roll-m2, cure, warning, cure-time, recovery, one-step, termination")  # fmt: skip
    one.add_argument("--folds", type=int, default=5)
    one.add_argument("--seed", type=int, default=7)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_evaluate, needs="apps")
    _register_models(verbs)


def _register_models(verbs: Any) -> None:
    train = verbs.add_parser("train", help="用账簿训练草稿 / train a draft on the book")
    train.add_argument("target", choices=["roll", "cure", "warning", "cure_time", "recovery"])
    train.add_argument("--on", type=asked_day, metavar="DATE", help="昨日 / yesterday, if not given")
    train.add_argument("--seed", type=int, default=7)
    train.add_argument("--folds", type=int, default=5)
    train.set_defaults(run=_train)
    verbs.add_parser("list", help="模型列表 / the models").set_defaults(run=_list)
    for name, run, says in (
        ("approve", _approve, "提交复核 / ask a second person, who agrees on the page of approvals"),
        ("use", _use, "启用已批准的模型 / put an approved model to use"),
        ("drift", _drift, "漂移与按月校准 / drift, and calibration by month"),
    ):
        one = verbs.add_parser(name, help=says)
        one.add_argument("model", type=int, metavar="NUMBER", help="列表中的编号 / its number in the list")
        if name == "approve":
            one.add_argument("--by", required=True, metavar="USER", help="申请人 / who asks")
        one.set_defaults(run=run)
    scores = verbs.add_parser("scores", help="一位客户的评分与理由 / the scores of a borrower, with reasons")
    scores.add_argument("borrower")
    scores.set_defaults(run=_scores)


def _train(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.scores.actions.training import train_draft
    from huilong.rooms.scores.queries import model_row
    from huilong.rooms.scores.terms import Target

    now = timezone.now()
    on = options.on or timezone.localdate(now) - timedelta(days=1)
    key = train_draft(Target(options.target), on, at=now, seed=options.seed, folds=options.folds)
    row = model_row(key)
    print(f"{key}: {row.version} 草稿 / draft, AUC {_figure(row.figures['auc'])}, sha256 {row.sha256}")
    return 0


def _list(options: argparse.Namespace) -> int:
    from huilong.rooms.scores.queries import model_page

    rows = model_page({}, "-id", 1, 200).rows
    for one in rows:
        order = _figure(one.figures.get("auc"))
        print(f"{one.id:>4} {one.version:<12} {one.state.value:<9} AUC {order} {one.sha256[:12]}")
    if not rows:
        print("尚无模型,由默认值作答 / no model yet: the documented default answers")
    return 0


def _approve(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.kernel.refusal import Refusal
    from huilong.rooms.people.queries import accounts
    from huilong.rooms.scores.actions import ask_for_use

    user = next((one.id for one in accounts() if one.username == options.by), None)
    if user is None:
        raise Refusal(
            "no-such-user", status=404, where="--by", zh=f"没有用户 {options.by}。",
            en=f"There is no user {options.by}.",
        )  # fmt: skip
    asked = ask_for_use(options.model, user=user, at=timezone.now())
    print(f"已提交复核 / a second person is asked: {asked}")
    return 0


def _use(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.scores.actions import use

    use(options.model, at=timezone.now())
    print("已启用,自下次跑批起评分 / in use: it scores from the next night on")
    return 0


def _scores(options: argparse.Namespace) -> int:
    from huilong.rooms.scores.queries import scores_of

    rows = scores_of(options.borrower)
    for one in rows:
        print(f"{one.target.value:<9} {one.percent:>6} {one.model} {one.on}")
        for says in one.reasons:
            print(f"          {says.zh} / {says.en}")
    if not rows:
        print("尚无评分 / no score yet")
    return 0


def _drift(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.scores.actions.watching import watch
    from huilong.rooms.scores.queries import watched
    from huilong.rooms.scores.terms import WatchKind

    watch(options.model, timezone.localdate() - timedelta(days=1))
    for one in watched(options.model):
        other = f" → {one.other:.3f}" if one.kind is WatchKind.CALIBRATION and one.other is not None else ""
        print(f"{one.month} {one.kind.value:<14} {one.name:<18} {one.value:.3f}{other} ({one.cases})")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from huilong.rooms.scores.queries.measuring import measure

    found = measure(options.loans, options.panel, options.target, folds=options.folds, seed=options.seed)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))
        return 0
    told = one_step_told if found["target"] == "one-step" else by_day_told if "by_day" in found else measured_told
    for line in told(found):
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


def by_day_told(found: dict[str, Any]) -> list[str]:
    """The result of a target that says by when, as lines to read."""
    lines = [
        f"{found['target']}: {found['cases']} 个样本 / cases",
        "天 / days   样本 / cases   说 / said   实际 / happened   乘积极限 / product limit   校准误差 / error   AUC",
    ]
    return lines + [
        f"{one['days']:>4} {one['cases']:>9} {one['said']:>9.3f} {one['happened']:>9.3f} {one['product_limit']:>9.3f} "
        f"{_figure(one['calibration_error'])} {_figure(one['auc'])} "
        f"({_figure(one['auc_low'])}–{_figure(one['auc_high'])}), 朴素 / naive {_figure(one['naive_auc'])}, "
        f"误差 / error {_figure(one['absolute_error'])}, 按阶段 / by bucket {_figure(one['bucket_error'])}"
        for one in found["by_day"]
    ]


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
