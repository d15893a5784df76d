"""Commands of collateral (车辆档案命令): take a file of vehicles in."""

import argparse
from pathlib import Path

from huilong.shell.asked import asked_day

MOST_SHOWN = 50


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    collateral = subparsers.add_parser("collateral", help="车辆档案:导入车辆 / vehicles: take a file in")
    verbs = collateral.add_subparsers(metavar="VERB", required=True)
    take_in = verbs.add_parser("import", help="导入车辆文件 / take a file of vehicles in")
    take_in.add_argument("file", type=Path, nargs="+", metavar="FILE")
    take_in.add_argument(
        "--on", type=asked_day, metavar="DATE", help="文件日期,默认今天 / the file's day, today if not given"
    )
    take_in.add_argument("--correct", action="store_true", help="更正车架号 / put VINs right that differ")
    take_in.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.kernel.refusal import Refusal
    from huilong.rooms.collateral.actions import import_vehicles

    for file in options.file:
        try:
            body = file.read_bytes()
        except OSError as error:
            raise Refusal("no-such-file", status=404, zh=f"没有文件 {file}。",
                          en=f"There is no file {file}.") from error  # fmt: skip
        now = timezone.now()
        came = import_vehicles(
            file.name, body, options.on or timezone.localdate(now), now, correct=options.correct
        )
        print(
            f"{file.name}: 行 / rows {came.rows}, 新 / new {came.new}, 更新 / changed {came.changed}, "
            f"不变 / same {came.same}, 事实 / facts {came.facts}, 估值 / values {came.values}, "
            f"挂案 / linked {came.linked}, 坏行 / bad {len(came.bad)}"
        )
        for one in came.bad[:MOST_SHOWN]:
            print(f"  {one.line}: {one.code}: {one.zh} {one.remedy_zh} / {one.en} {one.remedy_en}")
        if len(came.bad) > MOST_SHOWN:
            print(f"  … {len(came.bad) - MOST_SHOWN} 行未列出 / more not listed")
    return 0
