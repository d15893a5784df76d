"""Commands of settlement (结算命令): work the statements of a month out."""

import argparse


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    settlement = subparsers.add_parser("settlement", help="费用结算:生成结算单 / fees of firms: work statements out")
    verbs = settlement.add_subparsers(metavar="VERB", required=True)
    run = verbs.add_parser("run", help="生成某月结算单草稿 / draft the statements of a month that is over")
    run.add_argument("--month", required=True, metavar="YYYY-MM", help="月份 / the month")
    run.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from datetime import date, timedelta

    from django.utils import timezone

    from huilong.kernel.refusal import Refusal
    from huilong.rooms.settlement.actions import run_month

    try:
        month = date.fromisoformat(f"{options.month}-01")
    except ValueError:
        raise Refusal(
            "bad-month", status=422, where="--month", zh="月份应形如 2026-04。", en="A month is written like 2026-04.",
        ) from None  # fmt: skip
    now = timezone.now()
    counts = run_month(month, timezone.localdate(now) - timedelta(days=1), now)
    print(
        f"{options.month}: 合同 / contracts {counts['contracts']}, 草稿 / drafted {counts['statements']}, "
        f"已出具 / issued before {counts['issued_before']}"
    )
    return 0
