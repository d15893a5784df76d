"""Offers made (减免方案): of a case, of the house, the one asked for; what of them waits for the book."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.models import Offer, OfferStep, Posting
from huilong.rooms.relief.rules.plan import has_run_out
from huilong.rooms.relief.rules.told import dues_of, terms_of
from huilong.rooms.relief.terms import (
    OPEN,
    RUNNING,
    DecisionReason,
    OfferPage,
    OfferRow,
    OfferState,
    PostingKind,
    PostingRow,
    ReliefKind,
    StepDecision,
    StepRow,
)

SORTS = ("id", "kind", "state", "expires_at", "made_at")


def offers_of(number: str, at: datetime) -> tuple[OfferRow, ...]:
    """The offers of a case, newest first; none of a case the reader does not see (案件减免方案)."""
    return tuple(_row(one, at) for one in _rows().filter(case__number=number).order_by("-id"))


def active_offers(case_id: int) -> tuple[OfferRow, ...]:
    """What was agreed with the borrower and is not over (已生效方案), before the night as after it."""
    found = _rows().filter(case_id=case_id, state__in=[one.value for one in RUNNING]).order_by("id")
    return tuple(_row(one, one.accepted_at or one.made_at) for one in found)


def offer_row(key: int, at: datetime) -> OfferRow:
    """One offer; refuses (`no-such-offer`) alike whether there is none or the reader does not see its case."""
    return _row(stored(key), at)


def stored(key: int, *, lock: bool = False) -> Offer:
    """The row of an offer, or `no-such-offer`."""
    found = Offer.objects.select_for_update() if lock else _rows()
    row = found.filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-offer", status=404, zh="没有这个减免方案。", en="There is no such offer.",
            remedy_zh="请从案件的减免页打开。", remedy_en="Open it from the relief page of its case.",
        )  # fmt: skip
    return row


def offer_page(
    asked: Mapping[str, Any], at: datetime, *, role: str = "", user: int = 0, sort: str = "-id", page: int = 1,
    size: int = 50,
) -> OfferPage:  # fmt: skip
    """One page of offers (减免方案列表). `asked` may hold state, kind, loan_id, and `mine`: those that wait for this
    user of this role, who neither offered nor decided them."""
    wanted = Q()
    for name in ("kind", "loan_id"):
        if asked.get(name):
            wanted &= Q(**{name: asked[name]})
    if asked.get("state"):
        past = Q(expires_at__lte=at, state__in=[one.value for one in OPEN])
        expired = asked["state"] == OfferState.EXPIRED
        wanted &= Q(state=asked["state"]) | past if expired else Q(state=asked["state"]) & ~past
    if asked.get("mine"):
        wanted &= Q(state=OfferState.ASKED, waits_for=role, expires_at__gt=at) & ~Q(made_by=user)
        wanted &= ~Q(id__in=OfferStep.objects.filter(decided_by=user).values("offer"))
    found = _rows().filter(wanted)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    order = sort if sort.removeprefix("-") in SORTS else "-id"
    rows = found.order_by(order, "-id" if order.startswith("-") else "id")[(page - 1) * size : page * size]
    return OfferPage(tuple(_row(one, at) for one in rows), total, page, pages)


def agreed_facts_of(key: int) -> tuple[PostingRow, ...]:
    """The facts an offer gave or gives to the book (入账事实), in order."""
    return tuple(_posting(one) for one in Posting.objects.filter(offer_id=key).order_by("id"))


def waiting_postings(known_by: date) -> list[PostingRow]:
    """The facts known by the end of a day that no night has taken into the book, in order."""
    found = Posting.objects.filter(taken_commit=None, known_on__lte=known_by).order_by("id")
    return [_posting(one) for one in found]


def _posting(one: Posting) -> PostingRow:
    return PostingRow(one.pk, one.offer_id, one.loan_id, PostingKind(one.kind), one.told, one.known_on)


def _rows() -> QuerySet[Offer]:
    return Offer.objects.select_related("case").prefetch_related("steps")


def _row(one: Offer, at: datetime) -> OfferRow:
    state = OfferState(one.state)
    if state in OPEN and has_run_out(one.expires_at, at):
        state = OfferState.EXPIRED
    steps = sorted(one.steps.all(), key=lambda step: step.place)
    return OfferRow(
        one.pk, one.case.number, one.case_id, one.loan_id, ReliefKind(one.kind), terms_of(one.kind, one.terms),
        one.effect, dues_of(one.dues), state, one.expires_at, one.made_by, one.made_at,
        one.waits_for if state is OfferState.ASKED else "", tuple(_step(step) for step in steps),
        tuple(one.verdicts), one.file_id, one.accepted_at, one.ended_on,
    )  # fmt: skip


def _step(one: OfferStep) -> StepRow:
    return StepRow(
        one.place, Role(one.role), one.decided_by, one.decided_at,
        StepDecision(one.decision) if one.decision else None, DecisionReason(one.why) if one.why else None,
    )  # fmt: skip
