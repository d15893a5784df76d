"""What a receipt posted in the course of the day does to a case (柜台入账后): figures, promises, queue, open pages."""

import json
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.rooms.cases.actions.promises import judge_case, one_at_the_case
from huilong.rooms.cases.actions.queue import rerank
from huilong.rooms.cases.models import CaseEvent, CaseLoan
from huilong.rooms.cases.queries.live import desk_policy, live_position
from huilong.rooms.cases.terms import CaseEventKind, CaseState, LiveLoan, LivePosition
from huilong.rooms.ledger.queries import not_in_book
from huilong.shell.live import announce


def after_receipt(
    loan_id: str, at: datetime, *, amount_fen: Fen = 0, kind: CaseEventKind | None = None
) -> LivePosition | None:
    """Bring the case of a loan up to what the desk knows now (入账即时更新); None if the loan is not in collections.

    `kind` (receipt posted, or taken back) and `amount_fen` become a line of its history. The case keeps its state and
    its bucket's history: only the night opens, moves and closes.
    """
    held = CaseLoan.objects.filter(loan_id=loan_id, left_on=None, case__state=CaseState.OPEN)
    found = held.values_list("case_id", "case__number").first()
    if found is None:
        return None
    case_id, number = found
    on = timezone.localdate(at)
    with transaction.atomic():
        one_at_the_case(case_id)
        now = live_position(number, at)
        _refigure(case_id, now)
        if kind is not None:
            said = {"fen": amount_fen, "loan_id": loan_id}
            CaseEvent.objects.bulk_create([CaseEvent(case_id=case_id, on=on, kind=kind, why=kind.value, params=said)])
        judge_case(case_id, at)
        rerank([case_id], on)
        announce("receipt", number, fen=amount_fen, due_fen=now.due_fen, paid_today_fen=now.paid_today_fen)
    return now


def refigure_waiting(on: date) -> int:
    """Bring cases up to what the desk knows after the night of `on` put them where that day's facts do; how many.

    Money posted after `on` is not in the night's figures; without this a case would look unpaid until the next receipt.
    """
    newest: dict[str, datetime] = {}
    for one in not_in_book():
        at = one.reversed_at or one.posted_at
        if timezone.localdate(at) > on:
            newest[one.loan_id] = max(at, newest.get(one.loan_id, at))
    return sum(after_receipt(loan_id, at) is not None for loan_id, at in newest.items())


def _refigure(case_id: int, now: LivePosition) -> None:
    """Write the live figures onto the case and its loans; pages may do so only through a function that checks why."""
    if not now.loans or now.unknown:
        return  # of a loan the book does not know nothing can be said: the figures stay those of the night
    policy = desk_policy()
    listed = [one for one in now.loans if one.due_fen > 0 and (policy.keep_written_off or not one.written_off)]
    worst = max(now.loans, key=lambda one: one.past_due_days)  # the first of equals: the loans come in order
    case = _figures(list(now.loans)) | {
        "past_due_days": now.past_due_days, "bucket": now.bucket, "loans": len(listed),
        "oldest_due_on": _day(worst.oldest_due_on), "last_receipt_on": _day(now.last_receipt_on),
    }  # fmt: skip
    loans = [
        _figures([one]) | {
            "loan_id": one.loan_id, "past_due_days": one.past_due_days,
            "bucket": now.bucket if policy.contagion else one.bucket,
            "oldest_due_on": _day(one.oldest_due_on), "last_receipt_on": _day(one.last_receipt_on),
        }
        for one in now.loans
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select has_column_privilege('cases_case', 'delinquent_fen', 'update')")
        free = cursor.fetchone()[0]
        function = "cases_refigured" if free else "cases_refigure"
        cursor.execute(
            f"select {function}(%s, %s, %s::jsonb, %s::jsonb)", [case_id, now.on, json.dumps(case), json.dumps(loans)]
        )


def _figures(loans: list[LiveLoan]) -> dict[str, int | str | None]:
    return {
        "delinquent_fen": sum(one.due_fen for one in loans),
        "overdue_principal_fen": sum(one.overdue_principal_fen for one in loans),
        "overdue_interest_fen": sum(one.overdue_interest_fen for one in loans),
        "overdue_fee_fen": sum(one.overdue_fee_fen for one in loans),
        "overdue_penalty_fen": sum(one.penalty_fen for one in loans),
        "outstanding_principal_fen": sum(one.principal_left_fen for one in loans),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
