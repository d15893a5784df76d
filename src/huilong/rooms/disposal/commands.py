"""Commands of disposal (处置命令): print what became of a price and work it out again."""

import argparse
import json
from pathlib import Path
from typing import Any


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    room = subparsers.add_parser("proceeds", help="处置:变价款分配说明 / proceeds: explain a distribution")
    verbs = room.add_subparsers(metavar="VERB", required=True)
    explain = verbs.add_parser("explain", help="逐行列出分配并复算 / each line, and worked out again")
    explain.add_argument("distribution", type=int, metavar="NUMBER", help="分配编号 / the distribution")
    explain.set_defaults(run=_explain)
    recount = verbs.add_parser("recount", help="复算对账单文件,无需数据库 / a statement file, without any database")
    recount.add_argument("file", type=Path, metavar="FILE", help="对账单 / the statement")
    recount.set_defaults(run=_recount, needs="")


def _explain(options: argparse.Namespace) -> int:
    return _said(_statement(options.distribution))


def _recount(options: argparse.Namespace) -> int:
    from huilong.kernel.refusal import Refusal

    try:
        return _said(json.loads(options.file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(
            "not-a-statement", zh=f"{options.file} 不是对账单。", en=f"{options.file} is no statement: {error}.",
            remedy_zh="请从分配页下载 JSON 对账单。", remedy_en="Take the JSON from the page of the distribution.",
        ) from error  # fmt: skip


def _said(told: dict[str, Any]) -> int:
    wrong = _printed(told)
    for one in wrong:
        print(f"! {one}")
    return 1 if wrong else 0


def _statement(key: int) -> dict[str, Any]:
    """A distribution of this installation, as its statement says it."""
    from huilong.rooms.disposal.queries import distribution_row
    from huilong.rooms.disposal.rules.statement import statement_of

    row = distribution_row(key)
    return statement_of(row.inputs, row.lines, row.surplus_fen, row.deficiency_fen)


def _printed(told: dict[str, Any]) -> list[str]:
    """Print a statement line by line with the running rest, and say what does not come out."""
    from huilong.kernel.money import grouped
    from huilong.rooms.disposal.rules.recount import inputs_from, recounted
    from huilong.rooms.disposal.rules.statement import kept_from

    kept = kept_from(told)
    rest = kept.proceeds_fen
    print(f"{told['inputs']['on']}  {told['inputs']['order']['law']}")
    print(f"{'':>3} {'':<34} {'claim':>14} {'paid':>14} {'rest':>14}")
    print(f"{'':>3} {'proceeds':<34} {'':>14} {'':>14} {grouped(rest):>14}")
    for one in kept.lines:
        rest -= one.paid_fen
        what = " ".join(part for part in (one.holder, one.kind, one.what) if part)[:34]
        print(f"{one.no:>3} {what:<34} {grouped(one.claim_fen):>14} {grouped(one.paid_fen):>14} {grouped(rest):>14}"
              f"  {one.source} {one.voucher}".rstrip())  # fmt: skip
    print(f"{'':>3} {'surplus to ' + kept.surplus_to.value:<34} {'':>14} {grouped(kept.surplus_fen):>14}")
    print(f"{'':>3} {'deficiency':<34} {'':>14} {grouped(kept.deficiency_fen):>14}")
    return recounted(kept, inputs_from(told["inputs"]))
