"""A small lender for the tests (小村): twenty loans whose borrowers pay, stop, cure and settle on known days."""

from datetime import date, timedelta

import pyarrow as pa

from huilong.kernel.days import add_months, day_number
from huilong.rooms.book import queries as book
from huilong.rooms.cases.models import Case, CaseEvent, CaseLoan
from huilong.rooms.reports.models import BucketFigures, DailyFigures, Notice, RollCell

FIRST = date(2026, 1, 1)
NIGHT = date(2026, 4, 10)
"""A night on which some are late, some have just cured, and some have just stopped paying."""
LOANS, MONTHS, DUE = 20, 12, 10_000


def build() -> None:
    """Fill the (empty) book of the settings: every fact with the day it became known."""
    numbers = range(LOANS)
    schedule = [(n, no, add_months(FIRST + timedelta(days=n), no)) for n in numbers for no in range(1, MONTHS + 1)]
    receipts = [(n, no, due + timedelta(days=_late(n, no))) for n, no, due in schedule if _late(n, no) is not None]
    receipts = [one for one in receipts if one[2] <= date(2026, 6, 30)]
    reversed_ones = [(n, no, day + timedelta(days=9)) for n, no, day in receipts if n == 7 and no == 3]
    book.book().append(
        {
            "loans": pa.table(
                {
                    "loan_id": [f"V{n:03d}" for n in numbers],
                    "borrower": [f"B{n // 2 if n < 4 else n:03d}" for n in numbers],
                    "product": ["auto_new"] * LOANS,
                    "region": ["河南"] * LOANS,
                    "city": ["郑州" if n % 3 else "洛阳" for n in numbers],
                    "disbursed_on": pa.array([day_number(FIRST) + n for n in numbers], pa.int32()),
                    "known_on": pa.array([day_number(FIRST) + n for n in numbers], pa.int32()),
                }
            ),
            "instalments": pa.table(
                {
                    "loan_id": [f"V{n:03d}" for n, _, _ in schedule],
                    "version": pa.array([0] * len(schedule), pa.int16()),
                    "no": pa.array([no for _, no, _ in schedule], pa.int32()),
                    "due_on": _days(due for _, _, due in schedule),
                    "principal": [DUE] * len(schedule),
                    "interest": [500] * len(schedule),
                    "fee": [0] * len(schedule),
                    "down_payment": [False] * len(schedule),
                    "known_on": pa.array([day_number(FIRST) + n for n, _, _ in schedule], pa.int32()),
                }
            ),
            "receipts": pa.table(
                {
                    "loan_id": [f"V{n:03d}" for n, _, _ in receipts],
                    "receipt_id": [f"R{n:03d}-{no}" for n, no, _ in receipts],
                    "on": _days(day for _, _, day in receipts),
                    "amount": [DUE + 500 + 200 * max(0, _late(n, no) or 0) for n, no, _ in receipts],
                    "known_on": _days(day for _, _, day in receipts),
                }
            ),
            "reversals": pa.table(
                {
                    "loan_id": [f"V{n:03d}" for n, _, _ in reversed_ones],
                    "receipt_id": [f"R{n:03d}-{no}" for n, no, _ in reversed_ones],
                    "on": _days(day for _, _, day in reversed_ones),
                    "amount": pa.array([0] * len(reversed_ones), pa.int64()),
                    "known_on": _days(day for _, _, day in reversed_ones),
                }
            ),
        }
    )


def _late(loan: int, no: int) -> int | None:
    """How many days late an instalment is paid; None: never."""
    if loan % 5 == 4 and no > 2:
        return None
    return {0: 0, 1: 3, 2: 12, 3: 40, 4: 0}[loan % 5]


def _days(days: object) -> pa.Array:
    return pa.array([day_number(day) for day in days], pa.int32())  # type: ignore[attr-defined]


def desk() -> dict[str, list]:
    """All that nights leave on the desk, without keys and clocks."""
    case = [f.name for f in Case._meta.fields if f.name != "id"]
    loan = [f.name for f in CaseLoan._meta.fields if f.name not in ("id", "case")]
    event = ["case__number", "on", "kind", "from_bucket", "to_bucket", "why", "params"]
    figures = [f.name for f in DailyFigures._meta.fields]
    return {
        "cases": list(Case.objects.order_by("number").values_list(*case)),
        "loans": list(CaseLoan.objects.order_by("case__number", "loan").values_list("case__number", *loan)),
        "events": list(CaseEvent.objects.order_by("case__number", "on", "kind", "why").values_list(*event)),
        "figures": list(DailyFigures.objects.order_by("on").values_list(*figures)),
        "buckets": sorted(BucketFigures.objects.values_list("on", "bucket", "loans", "outstanding_fen", "overdue_fen")),
        "rolls": sorted(
            RollCell.objects.values_list(
                "from_on", "on", "from_bucket", "to_bucket", "loans", "balance_fen", "paid_fen"
            )
        ),
        "notices": list(Notice.objects.order_by("on", "code").values_list("on", "code", "level", "count", "params")),
    }
