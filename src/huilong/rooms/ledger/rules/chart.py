"""The chart of accounts (会计科目表) as data: read once, refused where it is not sound."""

from collections.abc import Mapping
from typing import Any

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.ledger.terms import Account, AccountKind

BANK, TRUST_BANK, RECEIVABLE, SUSPENSE, REFUND_OWED = "1002", "1012", "1122", "2241", "2243"
FROM_FIRM, TO_FIRM, AFTER_WRITE_OFF, COSTS, WRITTEN_OFF = "1221", "2202", "5051", "5402", "5403"
SURPLUS = "2242"
NEEDED = (
    BANK, TRUST_BANK, RECEIVABLE, SUSPENSE, REFUND_OWED, FROM_FIRM, TO_FIRM, AFTER_WRITE_OFF, COSTS, WRITTEN_OFF,
    SURPLUS,
)  # fmt: skip
"""Accounts that the house itself posts to: a chart of one's own has them too."""

Chart = Mapping[str, Account]


def read(told: Any, file: str) -> Chart:
    """The chart of a YAML file, by code. Raises Refusal `bad-chart` with what is wrong."""
    try:
        accounts = [
            Account(str(one["code"]), Says(str(one["zh"]), str(one["en"])), AccountKind(one["kind"]),
                    one.get("trust", False) is True)
            for one in told["accounts"]
        ]  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _bad(file, f"{error!r}") from None
    chart = {one.code: one for one in accounts}
    if len(chart) != len(accounts):
        raise _bad(file, "a code stands twice")
    if missing := [code for code in NEEDED if code not in chart]:
        raise _bad(file, f"missing {', '.join(missing)}")
    if any(one.trust and one.kind not in (AccountKind.ASSET, AccountKind.LIABILITY) for one in accounts):
        raise _bad(file, "only assets and liabilities are held in trust")
    if not (chart[TRUST_BANK].trust and chart[SURPLUS].trust) or chart[BANK].trust:
        raise _bad(file, f"{TRUST_BANK} and {SURPLUS} are held in trust, {BANK} is not")
    return chart


def _bad(file: str, why: str) -> Refusal:
    return Refusal(
        "bad-chart", status=422, where=file, zh=f"会计科目表 {file} 有误:{why}。",
        en=f"The chart of accounts {file} is not sound: {why}.", remedy_zh="请对照 chart.yaml 更正。",
        remedy_en="Mend it by the example of chart.yaml.",
    )  # fmt: skip
