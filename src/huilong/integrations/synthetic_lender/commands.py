"""`huilong synth`: write a synthetic book (合成账本) as a lender's feed."""

import argparse
import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from huilong.integrations.synthetic_lender.book import SynthReport, write_book
from huilong.integrations.synthetic_lender.deliveries import DAILY, MONTHLY, SNAPSHOT
from huilong.integrations.synthetic_lender.writing import FORMATS
from huilong.shell.asked import asked_day


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `synth` to the command line."""
    parser = subparsers.add_parser("synth", help="write a synthetic book as daily files / 生成合成账本的日文件")
    parser.add_argument("--loans", type=int, required=True, metavar="N")
    parser.add_argument("--months", type=int, required=True, metavar="M")
    parser.add_argument("--seed", type=int, required=True, metavar="S")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--country", choices=("cn", "us"), default="cn")
    parser.add_argument("--until", type=asked_day, metavar="DATE", help="last day; yesterday if not given / 末日")
    parser.add_argument("--truth", action="store_true", help="also write the hidden truth / 同时写出隐藏真相")
    parser.add_argument(
        "--dirty", type=float, default=0.001, metavar="RATE", help="share of rows with a dirty copy / 脏行比例"
    )
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument(
        "--daily-days", type=int, default=30, metavar="D", help="days sent one by one at the end / 末尾按日交付的天数"
    )
    rhythm = parser.add_mutually_exclusive_group()
    rhythm.add_argument("--daily", action="store_true", help="every day its own directory / 全部按日交付")
    rhythm.add_argument(
        "--initial-snapshot", action="store_true", help="all before the last days in one directory / 首次全量"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON / 以 JSON 输出")
    parser.set_defaults(run=run, needs="")


def run(options: argparse.Namespace) -> int:
    """Write the book and print what was written; the clock is read here, at the door, if no last day is given."""
    from django.utils import timezone

    until = options.until or timezone.localdate() - timedelta(days=1)
    rhythm = DAILY if options.daily else SNAPSHOT if options.initial_snapshot else MONTHLY
    report = write_book(
        options.out, options.loans, options.months, options.seed, until=until, country=options.country,
        truth=options.truth, dirty=options.dirty, format=options.format, rhythm=rhythm, daily_days=options.daily_days,
    )  # fmt: skip
    print(json.dumps(asdict(report), default=str, ensure_ascii=False, indent=1) if options.json else lines(report))
    return 0


def lines(report: SynthReport) -> str:
    """The report in a few lines, both languages."""
    head = (
        f"{report.out}: {report.opening} … {report.until}, {report.deliveries} directories / 个目录, "
        f"{report.written_bytes / 1e6:.1f} MB, {report.seconds:.1f} s"
    )
    tables = [f"  {table:<12} {rows:>12,}" for table, rows in report.rows.items()]
    return "\n".join([head, *tables, f"  {'dirty / 脏行':<12} {report.dirty_rows:>10,}"])
