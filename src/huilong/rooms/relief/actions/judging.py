"""Judging (履约判断): by night, what money received made of what was agreed; and what ran out."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.journal.actions import record
from huilong.rooms.relief.models import Offer, Posting
from huilong.rooms.relief.rules.plan import judge
from huilong.rooms.relief.rules.proposal import closing, money_in
from huilong.rooms.relief.rules.told import FIRST_VERSION, Fact, dues_of, schedule_facts, terms_of, waiver_facts
from huilong.rooms.relief.terms import OPEN, OfferState, PostingKind, ReliefKind
from huilong.shell.live import announce


def judge_offers(on: date) -> dict[str, int]:
    """Judge every agreed offer by the money that came by the end of `on`, and end what ran out (履约判断); counts.

    A settlement kept: the rest is given up. Broken: what the offer gave to the book is ended, as if it had never been.
    The same call again changes nothing.
    """
    counts = {state.value: 0 for state in (OfferState.KEPT, OfferState.BROKEN, OfferState.EXPIRED, OfferState.ACTIVE)}
    active = Offer.objects.filter(state=OfferState.ACTIVE, agreed_on__lte=on)
    for key in active.order_by("id").values_list("id", flat=True):
        state = _judge(key, on)
        counts[state.value] += 1
    counts[OfferState.EXPIRED.value] = _run_out(on)
    return counts


def _judge(key: int, on: date) -> OfferState:
    with transaction.atomic():
        row = Offer.objects.select_for_update().get(pk=key)
        if row.state != OfferState.ACTIVE or row.agreed_on is None:
            return OfferState.ACTIVE
        try:
            state, facts = _became(row, on)
        except Refusal:  # a loan the book no longer knows: it stays as it is, and the night says so
            return OfferState.ACTIVE
        if state is OfferState.ACTIVE:
            return state
        Posting.objects.bulk_create(
            Posting(offer=row, loan_id=row.loan_id, kind=kind.value, told=told, known_on=on) for kind, told in facts
        )
        row.state, row.ended_on = state.value, on
        row.save(update_fields=["state", "ended_on"])
        _tell(row, state, on, {"facts": len(facts)})
    return state


def _became(row: Offer, on: date) -> tuple[OfferState, list[Fact]]:
    """What became of an offer by the end of `on`, and the facts that follow."""
    terms = terms_of(row.kind, row.terms)
    if terms.kind is ReliefKind.WAIVER:
        return OfferState.KEPT, []
    facts = book.loan_facts(row.loan_id, on, on)
    is_settlement = terms.kind is ReliefKind.SETTLEMENT
    state = judge(
        dues_of(row.dues)[: row.watched], money_in(facts, on, day_number(on)), row.agreed_on or on, on,
        grace_days=terms.grace_days, before=row.before_fen, lapses=is_settlement,
    )  # fmt: skip
    if state is OfferState.BROKEN:
        return state, _undone(row)
    if state is OfferState.KEPT and is_settlement:
        schedule, waived = closing(facts, book.contract(), on, on)
        version = FIRST_VERSION + Posting.objects.filter(loan_id=row.loan_id, kind=PostingKind.SCHEDULE).count() + 1
        return state, [*schedule_facts(schedule, on, version, "settled"), *waiver_facts(waived, on)]
    return state, []


def _undone(row: Offer) -> list[Fact]:
    """The facts that end what an offer gave to the book: the same rows, in force from never, of nothing."""
    posted = Posting.objects.filter(offer=row).order_by("id")
    return [
        (PostingKind.SCHEDULE_ENDED, {"version": one.told["version"]})
        if one.kind == PostingKind.SCHEDULE
        else (PostingKind.WAIVER_ENDED, {"posting": one.pk, "on": one.told["on"], "kind": one.told["kind"]})
        for one in posted
    ]


def _run_out(on: date) -> int:
    """End the offers whose hour came by the end of `on`; how many."""
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    with transaction.atomic():
        found = Offer.objects.select_for_update().filter(state__in=[s.value for s in OPEN], expires_at__lt=end)
        for row in found:
            row.state, row.waits_for, row.ended_on = OfferState.EXPIRED.value, "", timezone.localdate(row.expires_at)
            row.save(update_fields=["state", "waits_for", "ended_on"])
            _tell(row, OfferState.EXPIRED, on, {})
        return len(found)


def _tell(row: Offer, state: OfferState, on: date, more: dict[str, int]) -> None:
    told = {"offer": row.pk, "kind": row.kind, **more}
    record(verb=f"relief.{state.value}", subject=("case", row.case.number), actor="night", detail=told, on=on)
    announce("relief", row.case.number, offer=row.pk, state=state.value)


def mark_taken(postings: Iterable[int], commit: str, on: date) -> int:
    """Note that the book holds these facts since `commit` (已入账); how many were not noted before.

    An offer whose facts the book holds is active from then on.
    """
    with transaction.atomic():
        waiting = Posting.objects.filter(id__in=list(postings), taken_commit=None)
        taken = waiting.update(taken_commit=commit, taken_on=on)
        left = Posting.objects.filter(offer=OuterRef("id"), taken_commit=None)
        agreed = Offer.objects.filter(~Exists(left), state=OfferState.ACCEPTED, agreed_on__lte=on)
        agreed.update(state=OfferState.ACTIVE.value)
        if taken:
            detail = {"facts": taken, "commit": commit}
            record(verb="relief.taken", subject=("night", on.isoformat()), actor="night", detail=detail, on=on)
    return taken
