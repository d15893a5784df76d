"""Scoring in the night (夜间评分): what the desk knows of its borrowers is handed to scores, which lies below it."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import ExtractHour

from huilong.night.run import Counts
from huilong.rooms.cases.models import CaseLoan, Promise
from huilong.rooms.cases.queries import loans_on_desk
from huilong.rooms.cases.terms import CaseState, PromiseState
from huilong.rooms.contact.models import Activity
from huilong.rooms.contact.queries import outcomes
from huilong.rooms.contact.terms import Channel, Direction
from huilong.rooms.scores import night as scores
from huilong.rooms.scores.night import OnDesk

LOOK_BACK_DAYS = 180
"""Attempts to reach somebody older than this say nothing about him now."""


def score(on: date) -> Counts:
    """Score everybody on the desk, and list the current loans that may soon miss a payment."""
    given = scores.score_desk(on, desk(on))
    return {"scores": given, "warnings": scores.warn_early(on, loans_on_desk())}


def train(on: date, at: datetime) -> Counts:
    """In the first night of a month, train drafts anew and watch the models in use."""
    return scores.train_monthly(on, at)


def desk(on: date) -> list[OnDesk]:
    """Everybody with an open case: loans, bucket, promises and calls known by the end of the day."""
    loans: dict[str, list[int]] = defaultdict(list)
    bucket: dict[str, int] = {}
    open_loans = CaseLoan.objects.filter(left_on=None, case__state=CaseState.OPEN)
    for borrower, loan, days in open_loans.values_list("case__borrower", "loan", "case__past_due_days"):
        loans[borrower].append(loan)
        bucket[borrower] = min(max((days - 1) // 30 + 1, 1), 5)
    kept, broken = _promises(on, PromiseState.KEPT), _promises(on, PromiseState.BROKEN)
    calls = _calls(on)
    return [
        OnDesk(borrower, tuple(keys), bucket[borrower], kept.get(borrower, 0), broken.get(borrower, 0),
               calls.get(borrower, ()))
        for borrower, keys in sorted(loans.items())
    ]  # fmt: skip


def _promises(on: date, state: PromiseState) -> dict[str, int]:
    found = Promise.objects.filter(state=state, due_on__lte=on).values_list("case__borrower")
    return dict(found.annotate(times=Count("id")))


def _calls(on: date) -> dict[str, tuple[tuple[int, str, bool], ...]]:
    """Calls and visits of each borrower: the hour of the house, the channel, whether he himself was reached."""
    himself = {one.code for one in outcomes() if one.reached == "debtor"}
    done = Activity.objects.filter(undone_at=None, on__lte=on, on__gt=on - timedelta(days=LOOK_BACK_DAYS))
    done = done.filter(channel__in=[Channel.CALL, Channel.VISIT], direction=Direction.OUT, case__state=CaseState.OPEN)
    rows = done.annotate(hour=ExtractHour("at")).values_list("case__borrower", "hour", "channel", "outcome")
    found: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    for borrower, hour, channel, outcome in rows.iterator(chunk_size=20_000):
        found[borrower].append((hour, channel, outcome in himself))
    return {borrower: tuple(each) for borrower, each in found.items()}
