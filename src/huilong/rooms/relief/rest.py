"""Relief for other systems (减免接口): the offers of a case, and making one."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from huilong.kernel.acting import acting
from huilong.rooms.book.terms import Components
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.people.terms import Role
from huilong.rooms.relief import actions, queries
from huilong.rooms.relief.terms import OfferRow, Part, ReliefKind, Terms
from huilong.shell.api import Amount, AnyAmount, Asked, Day, Text, done_once, known_only, needs

router = Router(tags=["relief"])


class NothingAsked(Asked):
    """Nothing beside the case."""


class PartIn(Asked):
    """One payment of a settlement."""

    due: Day
    amount_fen: Amount


class OfferIn(Asked):
    """An offer on one loan. What a kind does not use stays empty; see docs/how-to/relief.md."""

    loan_id: Text
    kind: ReliefKind
    expires_at: datetime
    penalty_fen: AnyAmount = 0
    fee_fen: AnyAmount = 0
    interest_fen: AnyAmount = 0
    months: int = 0
    amount_fen: AnyAmount = 0
    first_due: Day | None = None
    extra_months: int = 0
    agreed_interest_fen: AnyAmount = 0
    parts: list[PartIn] = []
    grace_days: int = 3


class DueOut(Schema):
    """What the borrower pays."""

    no: int
    due: date
    amount_fen: int


class OfferOut(Schema):
    """An offer of a case: where it stands, whom it waits for, what it gives up and asks for."""

    id: int
    loan_id: str
    kind: str
    state: str
    waits_for: str
    expires_at: datetime
    given_up_fen: int
    expected_fen: int
    dues: list[DueOut]


class Made(Schema):
    """The offer's key, and its state: approved, or asked where somebody must agree."""

    id: int
    state: str


@router.get("/cases/{number}/relief", response=list[OfferOut], summary="减免方案 · Offers of a case")
@needs("relief.view")
@known_only(NothingAsked)
def offers(request: HttpRequest, number: Text) -> list[dict[str, Any]]:
    """The offers of a case, newest first."""
    case_detail(number)
    return [_told(one) for one in queries.offers_of(number, timezone.now())]


@router.post("/cases/{number}/relief", response=Made, summary="提出方案 · Make an offer")
@needs("relief.offer")
@done_once
def make(request: HttpRequest, number: Text, body: OfferIn) -> dict[str, Any]:
    """Make an offer and ask for it to be granted; the law is asked first. A system grants nothing by itself."""
    who, now = acting(), timezone.now()
    parts = tuple(Part(one.due, one.amount_fen) for one in body.parts)
    terms = Terms(
        body.kind, Components(0, body.interest_fen, body.fee_fen, body.penalty_fen), body.months, body.amount_fen,
        body.first_due, body.extra_months, body.agreed_interest_fen, parts, body.grace_days,
    )  # fmt: skip
    expires_at = body.expires_at if body.expires_at.tzinfo else timezone.make_aware(body.expires_at)
    key = actions.draft(
        number, body.loan_id, terms, expires_at, user=who.user if who else 0, role=Role.SERVICE, at=now
    )
    return {"id": key, "state": actions.ask(key, now).value}


def _told(one: OfferRow) -> dict[str, Any]:
    dues = [{"no": due.no, "due": due.due, "amount_fen": due.amount} for due in one.dues]
    return {
        "id": one.id, "loan_id": one.loan_id, "kind": one.kind.value, "state": one.state.value,
        "waits_for": one.waits_for, "expires_at": one.expires_at, "given_up_fen": one.given_up_fen,
        "expected_fen": one.effect["expected"], "dues": dues,
    }  # fmt: skip
