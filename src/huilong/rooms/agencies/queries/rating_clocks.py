"""What placements ask of firms (委外响应事项): to begin, to look into a dispute, to say why a promise was broken.

Nothing is noted for these: that a firm was asked, and when it acted, follows from facts the desk keeps anyway.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.rooms.agencies.models import Placement
from huilong.rooms.agencies.terms.rating import ClockKind, ClockStep, StepNoted
from huilong.rooms.contact.queries.first import first_acts

MISTAKES = ("mistaken", "undone")


@dataclass(frozen=True)
class Placed:
    """A placement as far as the rating reads it: `last_on` is the firm's last day with the case, as known then."""

    id: int
    firm: int
    case_id: int
    stratum: str
    entry_on: date
    placed_at: datetime
    last_on: date
    tried: bool
    placed_fen: Fen


@dataclass(frozen=True)
class _Asking:
    of: Placed
    kind: ClockKind
    subject: str
    since: datetime
    until: datetime


def askings(placed: Sequence[Placed], on: date) -> Iterator[tuple[int, ClockKind, list[StepNoted]]]:
    """What each firm was asked by its placements, by the end of a day (委外响应): firm, clock, the steps.

    The first act of the firm on the case answers; with its last day there the asking is over.
    """
    found = [*_first(placed), *_disputes(placed, on), *_broken(placed, on)]
    came = first_acts([(one.of.case_id, one.of.firm, one.since, one.until) for one in found])
    for one, at in zip(found, came, strict=True):
        steps = [
            StepNoted(one.subject, ClockStep.ASKED, one.since), StepNoted(one.subject, ClockStep.CANCELLED, one.until)
        ]
        yield one.of.firm, one.kind, steps + ([StepNoted(one.subject, ClockStep.ANSWERED, at)] if at else [])


def _first(placed: Sequence[Placed]) -> Iterator[_Asking]:
    for one in placed:
        since = max(one.placed_at, start_of(one.entry_on))
        yield _Asking(one, ClockKind.FIRST_ACT, f"placement:{one.id}", since, end_of(one.last_on))


def _disputes(placed: Sequence[Placed], on: date) -> Iterator[_Asking]:
    """Disputes of borrowers noted while the firm had the case; those noted by mistake ask nothing."""
    by_id = {one.id: one for one in placed}
    rows = Placement.objects.filter(
        ~Q(case__flags__ended_why__in=MISTAKES), id__in=list(by_id), case__flags__kind="dispute",
        case__flags__set_at__lt=end_of(on),
    ).order_by("id", "case__flags__id")  # fmt: skip
    for key, flag, at, over in rows.values_list(
        "id", "case__flags__id", "case__flags__set_at", "case__flags__ended_at"
    ):
        until = min(end_of(by_id[key].last_on), over or end_of(by_id[key].last_on))
        if max(by_id[key].placed_at, start_of(by_id[key].entry_on)) <= at < until:
            yield _Asking(by_id[key], ClockKind.DISPUTE, f"flag:{flag}", at, until)


def _broken(placed: Sequence[Placed], on: date) -> Iterator[_Asking]:
    """Promises that were broken while the firm had the case: the day after, it is to say what became of them."""
    by_id = {one.id: one for one in placed}
    rows = Placement.objects.filter(
        id__in=list(by_id), case__promises__state="broken", case__promises__due_on__lt=on,
        case__promises__judged_on__lte=on,
    ).order_by("id", "case__promises__id")  # fmt: skip
    for key, promise, due in rows.values_list("id", "case__promises__id", "case__promises__due_on"):
        since, until = end_of(due), end_of(by_id[key].last_on)
        if by_id[key].entry_on <= due and since < until:
            yield _Asking(by_id[key], ClockKind.RESULT, f"promise:{promise}", since, until)


def start_of(on: date) -> datetime:
    """The moment a day begins in the house's zone."""
    return timezone.make_aware(datetime.combine(on, time.min))


def end_of(on: date) -> datetime:
    """The moment a day is over in the house's zone."""
    return start_of(on + timedelta(days=1))
