"""The book at the command line (命令行): age facts, explain a loan, import a lender's files."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.shell.asked import asked_day

MAX_FACTS_BYTES = 256 * 1024 * 1024


def register(subparsers: Any) -> None:
    """Add the book's commands to the dispatcher."""
    age = subparsers.add_parser("age", help="facts in, position out (docs/how-to/facts.md)")
    age.add_argument("facts", help="a JSON file of one loan or a list of loans, or - for standard input")
    age.set_defaults(run=run_age, needs="")
    explain = subparsers.add_parser("explain", help="every step that leads to what a loan owes on a day")
    explain.add_argument("loan")
    explain.add_argument("--on", type=asked_day, required=True, metavar="DATE")
    explain.add_argument("--known-by", type=asked_day, metavar="DATE", help="as the house knew it that day")
    explain.add_argument("--language", choices=["zh", "en"], default="zh")
    explain.add_argument("--json", action="store_true", help="as JSON, in the words of docs/how-to/facts.md")
    explain.set_defaults(run=run_explain, needs="")
    _register_intake(subparsers)


def _register_intake(subparsers: Any) -> None:
    book = subparsers.add_parser("book", help="take in a lender's files")
    verbs = book.add_subparsers(metavar="VERB", required=True)
    take = verbs.add_parser("import", help="take in a folder (or one file) and tell what became of each file")
    take.add_argument("path", type=Path)
    take.add_argument("--profile", default="feed", help="feed, abs-ee, ally-panel or the path of a YAML file")
    take.add_argument("--on", type=asked_day, metavar="DATE", help="today, if not given")
    take.add_argument("--known-on", type=asked_day, metavar="DATE", help="the day of files that name none")
    take.add_argument("--json", action="store_true")
    take.set_defaults(run=run_import)
    incoming = verbs.add_parser("incoming", help="look into the incoming folder once, or at the set times")
    incoming.add_argument("--watch", action="store_true", help="stay, and look at INCOMING_TIMES each day")
    incoming.add_argument("--json", action="store_true")
    incoming.set_defaults(run=run_incoming)


def run_age(options: argparse.Namespace) -> int:
    """Answer a facts document on standard output."""
    from huilong.rooms.book.rules.facts import answer

    print(json.dumps(answer(read_json(options.facts)), ensure_ascii=False, indent=1))
    return 0


def read_json(name: str) -> Any:
    """The JSON document of a file (or of standard input for `-`); duplicate keys and wrong JSON are refused."""
    try:
        content = sys.stdin.buffer.read(MAX_FACTS_BYTES + 1) if name == "-" else Path(name).read_bytes()
        if len(content) > MAX_FACTS_BYTES:
            raise ValueError("too large")
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except OSError as error:
        raise Refusal(
            "no-such-file", zh=f"读不到文件 {name}。", en=f"Cannot read {name}: {error.strerror}.", status=404
        ) from None
    except (ValueError, RecursionError) as error:
        raise Refusal("bad-json", zh=f"{name} 不是有效的 JSON:{error}", en=f"{name} is not JSON: {error}") from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key is given twice among {[key for key, _ in pairs]}")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number here")


def run_explain(options: argparse.Namespace) -> int:
    """Tell in sentences (or JSON) how a loan of the book comes to what it owes."""
    from huilong.kernel.money import yuan
    from huilong.rooms.book import queries
    from huilong.rooms.book.rules.facts import position_json

    found = queries.explain(options.loan, options.on, options.known_by)
    if options.json:
        print(json.dumps(position_json(found), ensure_ascii=False, indent=1))
        return 0
    zh = options.language == "zh"
    for reason in found.why:
        print(reason.zh if zh else reason.en)
    if zh:
        print(
            f"= {found.on} 逾期 {found.past_due_days} 天(计入账龄 {found.delinquent_days} 天,"
            f"阶段 {found.bucket or '正常'}),"
            f"逾期应还 {yuan(found.delinquent_amount)} 元,全部未还 {yuan(found.outstanding.total)} 元。"
        )
    else:
        print(
            f"= On {found.on}: {found.past_due_days} days past due ({found.delinquent_days} counted, bucket "
            f"{found.bucket or 'current'}), {yuan(found.delinquent_amount)} past due, "
            f"{yuan(found.outstanding.total)} outstanding in all."
        )
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Take in a folder or a file, day by day; exit code 2 when a file was refused."""
    from django.utils import timezone

    from huilong.rooms.book import actions

    on = options.on or timezone.localdate()
    if options.path.is_dir():
        report = actions.import_directory(
            options.path, options.profile, on, known_on=options.known_on, days=_tell_days if _may_tell() else None
        )
    else:
        report = actions.import_file(options.path, options.profile, on, known_on=options.known_on)
    return _tell_report(report, options.json)


def run_incoming(options: argparse.Namespace) -> int:
    """Poll the incoming folder now, or stay and poll at the set times (定时收件)."""
    import time

    from django.conf import settings
    from django.utils import timezone

    from huilong.rooms.book import actions
    from huilong.rooms.book.rules.poll_times import next_poll

    if not options.watch:
        return _tell_report(actions.poll_incoming(timezone.localtime()), options.json)
    while True:
        now = timezone.localtime()
        time.sleep((next_poll(now, getattr(settings, "INCOMING_TIMES", ["14:00"])) - now).total_seconds())
        _tell_report(actions.poll_incoming(timezone.localtime()), options.json)


def _may_tell() -> bool:
    return sys.stderr.isatty()


def _tell_days(done: int, days: int) -> None:
    print(f"\r{done}/{days}", end="\n" if done == days else "", file=sys.stderr, flush=True)


def _tell_report(report: Any, as_json: bool) -> int:
    """Print what became of each file; 2 when one was refused."""
    from huilong.rooms.book.terms import FileStatus

    if as_json:
        files = [
            {"file": f.name, "slot": f.slot, "table": f.table, "status": f.status.value, "rows": f.rows,
             "taken": f.taken_rows, "set_aside": f.quarantined, "code": f.code, "zh": f.reason.zh, "en": f.reason.en}
            for f in report.files
        ]  # fmt: skip
        print(json.dumps({**report.summary, "seconds": round(report.seconds, 2), "files": files}, ensure_ascii=False))
    else:
        for f in report.files:
            if f.status is not FileStatus.UNCHANGED:
                print(f"{f.status.word.zh} {f.status.value:10} {f.slot}  {f.taken_rows:,} / {f.rows:,}", end="")
                print(f"  隔离 set aside {f.quarantined:,}" if f.quarantined else "", end="")
                print(f"\n  {f.reason.zh} {f.remedy.zh}\n  {f.reason.en} {f.remedy.en}" if f.code else "")
        told = "，".join(f"{s.word.zh} {s.value} {n:,}" for s in FileStatus if (n := report.count(s)))
        rows = f"{report.rows:,} 行 rows，隔离 set aside {report.quarantined:,}，{report.seconds:.1f} s"
        print(f"{told or '没有文件 no files'}；{rows}")
    return 2 if report.count(FileStatus.REFUSED) else 0
