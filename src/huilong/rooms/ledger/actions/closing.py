"""Closing a period (关账): nothing is dated in it any more, by the word of the database."""

from datetime import date, datetime

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.models import Closing
from huilong.rooms.ledger.queries.chart import closed_through
from huilong.rooms.ledger.terms.accounts import HOUSE


def close_period(through: date, *, today: date, at: datetime, owner: str = HOUSE) -> int:
    """Close the books of an owner through the end of `through` (关账), a day that is over; the key.

    Waits for what is being posted meanwhile. Raises Refusal `period-order`, `period-not-over`.
    """
    if through >= today:
        raise Refusal(
            "period-not-over", status=422, where="through", zh="只能关闭已结束的日期。",
            en="Only days that are over can be closed.", remedy_zh="请选择今天以前的日期。",
            remedy_en="Choose a day before today.",
        )  # fmt: skip
    who = acting()
    with transaction.atomic():
        last = closed_through(owner)
        if last is not None and through <= last:
            raise Refusal(
                "period-order", status=422, where="through", zh=f"已关账至 {last}。",
                en=f"The books are closed through {last} already.", remedy_zh="请选择更晚的日期。",
                remedy_en="Choose a later day.",
            )  # fmt: skip
        made = Closing.objects.create(
            owner=owner, through=through, closed_at=at, by=who.actor if who else "system"
        )
        record(verb="ledger.closed", subject=("ledger", owner), detail={"through": through.isoformat()}, at=at)
    return int(made.pk)
