"""The command `huilong replay` (回放命令): run a draft over past nights, go on with one, work beside the pages."""

import argparse
import json
import signal
import threading
from pathlib import Path
from typing import Any

from huilong.shell.asked import asked_day


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `huilong replay` to the command line."""
    parser = subparsers.add_parser("replay", help="回放:让策略草案重走过去的夜晚 / run a draft over past nights")
    parser.add_argument("--strategy", metavar="DRAFT", help="策略版本号,或决策表文件 / a version, or a file")
    parser.add_argument("--from", dest="first", type=asked_day, metavar="D1", help="第一夜 / the first night")
    parser.add_argument("--to", dest="last", type=asked_day, metavar="D2", help="最后一夜 / the last night")
    parser.add_argument("--minutes", type=int, help="每日可用分钟 / minutes of people a day; no limit if not given")
    parser.add_argument("--fen", type=int, help="每日预算(分) / budget a day, in fen; no limit if not given")
    parser.add_argument("--decisions", metavar="FILE", help="决策日志文件 / decisions logged elsewhere")
    parser.add_argument("--accept-matching", action="store_true", help="无概率时接受匹配 / match without chances")
    parser.add_argument("--resume", type=int, nargs="?", const=0, metavar="RUN", help="继续某次 / go on with a run")
    parser.add_argument("--work", action="store_true", help="执行等待中的回放 / work on what waits")
    parser.add_argument("--every", type=int, metavar="SECONDS", help="持续运行,每隔几秒查看 / with --work: keep on")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出 / tell it as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what the options ask for."""
    from django.utils import timezone

    from huilong.rooms.replay import actions

    if options.work:
        return _beside_the_pages(options)
    key = _resumed(options.resume) if options.resume is not None else _asked(options)
    with _bar(options.json) as progress:
        actions.work(key, timezone.now, progress)
    _tell(key, options.json)
    return 0


def _asked(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.kernel.refusal import Refusal
    from huilong.rooms.replay import actions
    from huilong.rooms.replay.queries.drafts import draft_named

    if options.strategy is None or options.first is None or options.last is None:
        raise Refusal(
            "replay-what", status=422, zh="请给出 --strategy、--from 和 --to,或用 --resume 继续。",
            en="Give --strategy, --from and --to, or --resume to go on.",
        )  # fmt: skip
    means = {name: value for name, value in (("minutes", options.minutes), ("fen", options.fen)) if value is not None}
    if options.decisions:
        means["decisions"] = str(Path(options.decisions).resolve())
    if options.accept_matching:
        means["accept_matching"] = True
    now = timezone.now()
    return actions.ask(
        draft_named(options.strategy), options.first, options.last, means=means, user=None, at=now,
        today=timezone.localdate(now),
    )  # fmt: skip


def _resumed(key: int) -> int:
    """The run to go on with: the one named, or the newest that is not done."""
    from django.utils import timezone

    from huilong.kernel.refusal import Refusal
    from huilong.rooms.replay import actions
    from huilong.rooms.replay.queries import newest_unfinished, replay

    found = replay(key) if key else newest_unfinished()
    if found is None:
        raise Refusal(
            "replay-nothing-to-resume", status=404, zh="没有未完成的回放。", en="No replay is unfinished.",
        )  # fmt: skip
    if found.finished_at is None and not found.at_work:
        actions.go_on(found.id, timezone.now())
    return found.id


def _beside_the_pages(options: argparse.Namespace) -> int:
    """Work on what waits, and keep on if asked; one round that fails is followed by the next."""
    import logging

    from django.db import close_old_connections
    from django.utils import timezone

    from huilong.rooms.replay import actions

    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: _stop(stopping))
    while True:
        try:
            actions.work_on_all(timezone.now)
        except Exception:
            if options.every is None:
                raise
            logging.getLogger(__name__).exception("a round of the replay's worker failed")
            close_old_connections()
        if options.every is None or stopping.wait(max(1, options.every)):
            return 0


def _stop(stopping: threading.Event) -> None:
    """End: what is being worked on is left as if killed, and gone on with by the next worker."""
    stopping.set()
    raise SystemExit(0)


def _bar(quiet: bool) -> Any:
    """A bar in the terminal; with JSON none."""
    from contextlib import contextmanager

    from rich.progress import Progress

    @contextmanager
    def drawn() -> Any:
        if quiet:
            yield None
            return
        with Progress(transient=True) as bar:
            task = bar.add_task("回放 / replay", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    return drawn()


def _tell(key: int, as_json: bool) -> None:
    from huilong.rooms.replay.queries import estimates_of, replay, struck_by_rule
    from huilong.rooms.replay.rules.telling import estimate_line, rests_on, told

    row, struck, estimates = replay(key), struck_by_rule(key), estimates_of(key)
    if as_json:
        print(json.dumps(told(row, struck, estimates), ensure_ascii=False, indent=1))
        return
    print(f"回放 / replay {row.id}: {row.first} – {row.last}, {row.state.word.zh} / {row.state.word.en}")
    print(f"借据 / loans {row.loans:,}, 处置 / treated {row.treated:,}, {row.seconds:.1f} s")
    for line in rests_on(row.told):
        print(line)
    for one in struck[:20]:
        print(f"  {one.by.word.zh} {one.by.word.en} {one.rule or ''} {one.treatment}: {one.count:,}")
    for each in estimates:
        print(f"  {estimate_line(each)}")
