"""Commands of forecast (预测命令): run, show, explain; back-test on files of a pool or on the book's own months."""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from huilong.kernel.money import grouped
from huilong.shell.asked import asked_day


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    forecast = subparsers.add_parser("forecast", help="预测:现金与损失 / cash and loss, by Monte Carlo")
    verbs = forecast.add_subparsers(metavar="VERB", required=True)
    run = verbs.add_parser("run", help="运行一次预测 / run a forecast from the newest month end")
    run.add_argument("--scenario", default="base", help="情景 / one of the table of scenarios")
    run.add_argument("--horizon", type=int, default=12, metavar="MONTHS", help="月数 / months ahead")
    run.add_argument("--paths", type=int, default=10_000, help="路径数 / paths")
    run.add_argument("--seed", type=int, default=0, help="随机种子;0 取月末日期 / 0: the month end's own")
    run.set_defaults(run=_run)
    show = verbs.add_parser("show", help="查看预测 / what a run said")
    explain = verbs.add_parser("explain", help="说明预测依据 / what a run was made of")
    for one, what in ((show, _show), (explain, _explain)):
        one.add_argument("run_id", type=int, nargs="?", metavar="RUN", help="默认最近一次 / the newest if not given")
        one.set_defaults(run=what)
    test = verbs.add_parser("backtest", help="滚动回测 / rolling back-test")
    test.add_argument("--loans", type=Path, metavar="FILE", help="借据 parquet / a pool's loans")
    test.add_argument("--panel", type=Path, metavar="FILE", help="月度面板 parquet / its months")
    test.add_argument("--ahead", type=int, default=12, metavar="MONTHS")
    test.add_argument("--least", type=int, default=12, metavar="MONTHS", help="起点前至少月数 / months known at least")
    test.add_argument("--paths", type=int, default=1000)
    test.add_argument("--seed", type=int, default=7)
    test.add_argument("--split", type=asked_day, metavar="DATE", help="分段日 / tell apart there")
    test.add_argument("--json", type=Path, metavar="FILE", help="逐点结果 / every point, as JSON")
    test.set_defaults(run=_backtest)


def _run(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.forecast.actions import run_forecast
    from huilong.rooms.forecast.terms import Asked

    key = run_forecast(Asked(options.scenario, options.horizon, options.paths, options.seed), timezone.now())
    return _show(argparse.Namespace(run_id=key))


def _chosen(options: argparse.Namespace) -> Any:
    from huilong.kernel.refusal import Refusal
    from huilong.rooms.forecast.queries import newest_run, run_row

    found = run_row(options.run_id) if options.run_id else newest_run()
    if found is None:
        raise Refusal("no-such-run", status=404, zh="还没有预测。", en="There is no forecast yet.",
                      remedy_zh="请先运行 huilong forecast run。",
                      remedy_en="Run huilong forecast run first.")  # fmt: skip
    return found


def _show(options: argparse.Namespace) -> int:
    from huilong.rooms.forecast.queries import results
    from huilong.rooms.forecast.terms import ALL, EVERY, Foreseen

    run = _chosen(options)
    print(f"#{run.id} {run.on} {run.asked.scenario}: {run.asked.paths} 路径 / paths, {run.seconds} s")
    for measure in (Foreseen.CASH, Foreseen.CHARGED_OFF, Foreseen.NET_LOSS, Foreseen.LOSS_SO_FAR, Foreseen.VALUE):
        print(f"\n{measure.word.zh} / {measure.word.en}")
        for row in results(run.id, {"segment": ALL, "measure": measure, "bucket": EVERY}):
            came = "" if row.actual is None else f"   实际 / came true {grouped(row.actual)}"
            print(f"  {row.month}  {grouped(row.mean):>20}  80 %: {grouped(row.low80)} … {grouped(row.high80)}{came}")
    return 0


def _explain(options: argparse.Namespace) -> int:
    from huilong.rooms.forecast.queries import scenarios

    run = _chosen(options)
    told = {key: value for key, value in asdict(run).items() if key not in ("told", "asked")}
    for name, value in {**told, **asdict(run.asked), **run.told}.items():
        print(f"{name}: {value}")
    for one in scenarios().elasticities:
        mark = "估计 / estimate" if one.estimate else "有来源 / sourced"
        print(f"{one.driver} → {one.way}: {one.each:+} ({mark}) {one.source_zh} / {one.source_en}")
    return 0


def _backtest(options: argparse.Namespace) -> int:
    from huilong.kernel.refusal import Refusal
    from huilong.rooms.forecast.queries import last_kept
    from huilong.rooms.forecast.queries.backtesting import backtest, backtest_book
    from huilong.rooms.forecast.queries.panel_file import panel_from

    if bool(options.loans) != bool(options.panel):
        raise Refusal("bad-panel", status=422, zh="须同时给出 --loans 与 --panel。",
                      en="Give --loans and --panel together.")  # fmt: skip
    if options.loans:
        panel = panel_from(options.loans, options.panel)
        points = backtest(panel, ahead=options.ahead, least=options.least, paths=options.paths, seed=options.seed)
    else:
        on = last_kept()
        points = backtest_book(on) if on else []
    for title, some in sections(points, options.split):
        _told(title, some)
    if options.json:
        rows = [asdict(one) for one in points]
        options.json.write_text(json.dumps(rows, default=str) + "\n", encoding="utf-8")
    return 0


def sections(points: list[Any], split: date | None) -> list[tuple[str, list[Any]]]:
    """The points before, across and after a day (分段): across are those whose origin does not lie beyond it."""
    if split is None:
        return [("全部 / all", points)]
    return [
        (f"目标月不晚于 {split} / months up to it", [one for one in points if one.month <= split]),
        (f"跨越 {split} / across it", [one for one in points if one.origin <= split < one.month]),
        (f"起点晚于 {split} / origins after it", [one for one in points if one.origin > split]),
    ]


def _told(title: str, points: Iterable[Any]) -> None:
    from huilong.rooms.forecast.rules.backtest import score

    print(f"\n{title}")
    print(f"  {'measure':<12} {'n':>5} {'50 %':>11} {'80 %':>11} {'95 %':>11} {'MAPE':>7} {'naive':>7} {'markov':>7}"
          f" {'bias':>7}")  # fmt: skip
    for one in score(list(points)):
        held = " ".join(f"{count:>5} {count / one.count:>5.0%}" for _, count in one.held)
        errors = " ".join(f"{x:>7.3f}" for x in (one.mape, one.mape_naive, one.mape_markov, one.bias))
        print(f"  {one.measure:<12} {one.count:>5} {held} {errors}")
