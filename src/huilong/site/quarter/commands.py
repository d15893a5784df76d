"""The command `huilong simulate` (模拟季度)."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from huilong.shell.asked import asked_day


def register(subparsers: Any) -> None:
    """Add `huilong simulate` to the command line."""
    parser = subparsers.add_parser("simulate", help="play a synthetic quarter from end to end / 模拟一个季度")
    parser.add_argument("--days", type=int, default=90, metavar="N", help="how many days / 天数")
    parser.add_argument("--loans", type=int, default=1500, metavar="N", help="loans in the book / 借据数")
    parser.add_argument("--seed", type=int, default=7, metavar="S", help="the same seed, the same quarter / 随机种子")
    parser.add_argument("--until", type=asked_day, metavar="DATE", help="last day; yesterday if not given / 末日")
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="a new directory to keep the house in / 保留数据的新目录"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON / 以 JSON 输出")
    parser.set_defaults(run=run, needs="")


def run(options: argparse.Namespace) -> int:
    """Play it and print what came of it; 1 when an invariant did not hold."""
    from huilong.site.quarter.house import house

    with _aside(), house(options.home) as home:
        from django.utils import timezone

        from huilong.site.quarter.figures import figures, lines
        from huilong.site.quarter.quarter import play

        until = options.until or timezone.localdate() - timedelta(days=1)
        world = play(home, days=options.days, loans=options.loans, seed=options.seed, until=until, say=_say)
        told = {"command": _command(options, until), **figures(world)}
    print(json.dumps(told, indent=1, ensure_ascii=False) if options.json else lines(told))
    return 1 if told["findings"] else 0


@contextmanager
def _aside() -> Iterator[None]:
    """What libraries print by themselves (the solver greets when it is made) goes to the side meanwhile."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _command(options: argparse.Namespace, until: date) -> str:
    """The words that play this very quarter again."""
    return f"huilong simulate --days {options.days} --loans {options.loans} --seed {options.seed} --until {until}"


def _say(line: str) -> None:
    """How far it is, on the side: what is printed at the end can be piped."""
    print(line, file=sys.stderr, flush=True)
