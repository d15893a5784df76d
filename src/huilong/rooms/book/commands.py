"""The book at the command line (命令行): age facts, explain a loan, import a lender's files."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from huilong.kernel.refusal import Refusal

MAX_FACTS_BYTES = 256 * 1024 * 1024


def register(subparsers: Any) -> None:
    """Add the book's commands to the dispatcher."""
    age = subparsers.add_parser("age", help="facts in, position out (docs/how-to/facts.md)")
    age.add_argument("facts", help="a JSON file of one loan or a list of loans, or - for standard input")
    age.set_defaults(run=run_age, needs="")
    explain = subparsers.add_parser("explain", help="every step that leads to what a loan owes on a day")
    explain.add_argument("loan")
    explain.add_argument("--on", type=date.fromisoformat, required=True, metavar="DATE")
    explain.add_argument("--known-by", type=date.fromisoformat, metavar="DATE", help="as the house knew it that day")
    explain.add_argument("--language", choices=["zh", "en"], default="zh")
    explain.add_argument("--json", action="store_true", help="the position as JSON, in the words of docs/how-to/facts.md")
    explain.set_defaults(run=run_explain, needs="")


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
            f"= {found.on} 逾期 {found.past_due_days} 天(计入账龄 {found.delinquent_days} 天,阶段 {found.bucket or '正常'}),"
            f"逾期应还 {yuan(found.delinquent_amount)} 元,全部未还 {yuan(found.outstanding.total)} 元。"
        )
    else:
        print(
            f"= On {found.on}: {found.past_due_days} days past due ({found.delinquent_days} counted, bucket "
            f"{found.bucket or 'current'}), {yuan(found.delinquent_amount)} past due, "
            f"{yuan(found.outstanding.total)} outstanding in all."
        )
    return 0
