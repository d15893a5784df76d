"""Firms for other systems (机构接口): the lender places and recalls, a firm reads its cases and sends results."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.terms import EndReason
from huilong.rooms.agencies.terms.work import RowIn, Via
from huilong.shell.api import Amount, Asked, Day, Key, MaybeText, Text, done_once, known_only, needs

router = Router(tags=["firms"])
MOST = 1000


class NothingAsked(Asked):
    """Nothing."""


class BatchAsked(Asked):
    """Which batch; empty: all."""

    batch: MaybeText = ""


class PlaceIn(Asked):
    """A batch to place with a firm under one of its contracts; `strata` by case number."""

    contract: Key
    organisation: Key
    batch: Text
    tier: int = 1
    entry_on: Day
    exit_on: Day
    cases: list[Text]
    strata: dict[str, str] = {}


class EndIn(Asked):
    """Cases to take back, or to give back, and why."""

    cases: list[Text]
    why: EndReason


class ExtendIn(Asked):
    """Cases that stay longer, and their new last day."""

    cases: list[Text]
    exit_on: Day


class ResultIn(Asked):
    """One result: `key` is the firm's own, so that sending it again is once. Codes as in docs/how-to/agencies.md."""

    key: Text
    number: Text
    outcome: Text
    reason: MaybeText = ""
    amount_fen: Amount | None = None
    on: Day | None = None
    note: str = ""


class ResultsIn(Asked):
    """Results, at most a thousand at once."""

    results: list[ResultIn]


class Count(Schema):
    """How many cases."""

    cases: int


class RefusedOut(Schema):
    """A result that was not taken, and why; `line` counts from 1."""

    line: int
    number: str
    code: str
    zh: str
    en: str


class TakenOut(Schema):
    """What came of results sent; `again`: taken before, by their keys."""

    rows: int
    taken: int
    again: int
    refused: list[RefusedOut]


class BatchOut(Schema):
    """How a batch stands; amounts in fen."""

    batch: str
    organisation: int
    firm: str
    contract: int
    tier: int
    entry_on: date
    exit_on: date
    placed: int
    standing: int
    worked: int
    promised: int
    returned: int
    recalled: int
    expired: int
    closed: int
    breach: int
    placed_fen: int
    collected_fen: int
    last_result_at: datetime | None


class CaseOut(Schema):
    """A placed case as the contract lets the firm see it: `values` by field, people masked."""

    number: str
    batch: str
    exit_on: date
    values: dict[str, Any]


@router.post("/placements", response=Count, summary="委外分案 · Place cases")
@needs("placement.manage")
@done_once
def place_cases(request: HttpRequest, body: PlaceIn) -> dict[str, int]:
    """Place cases with a firm; all of them or none. The law is asked first."""
    count = actions.place(
        body.cases, body.organisation, body.contract, batch=body.batch, tier=body.tier, entry_on=body.entry_on,
        exit_on=body.exit_on, strata=body.strata, at=timezone.now(),
    )  # fmt: skip
    return {"cases": count}


@router.post("/placements/recall", response=Count, summary="撤案 · Recall cases")
@needs("placement.manage")
@done_once
def recall_cases(request: HttpRequest, body: EndIn) -> dict[str, int]:
    """Take cases back; their firms do not see them any more from now."""
    return {"cases": actions.recall(body.cases, body.why, timezone.now())}


@router.post("/placements/extend", response=Count, summary="延期 · Extend placements")
@needs("placement.manage")
@done_once
def extend_cases(request: HttpRequest, body: ExtendIn) -> dict[str, int]:
    """Let placements last longer, within their contracts."""
    return {"cases": actions.extend(body.cases, body.exit_on, timezone.now())}


@router.get("/placements", response=list[BatchOut], summary="委外批次 · Batches")
@needs("placement.view")
@known_only(BatchAsked)
def list_batches(request: HttpRequest, asked: Query[BatchAsked]) -> list[Any]:
    """How the batches stand that this organisation sees: the lender all, a firm its own."""
    return queries.batches(batch=asked.batch or None)


@router.get("/placements/cases", response=list[CaseOut], summary="委外案件 · My placed cases")
@needs("placement.work")
@known_only(BatchAsked)
def list_cases(request: HttpRequest, asked: Query[BatchAsked]) -> list[Any]:
    """The cases placed with this firm now, the contract's fields only."""
    who = acting()
    return queries.cases_shown(who.organisation if who else 0, batch=asked.batch or None)


@router.post("/placements/results", response=TakenOut, summary="回传结果 · Send results")
@needs("placement.work")
@done_once
def send_results(request: HttpRequest, body: ResultsIn) -> Any:
    """Send results in: each row for itself, those refused with their reasons."""
    if len(body.results) > MOST:
        raise Refusal(
            "too-many-results", status=422, where="results", zh=f"一次最多 {MOST} 条。",
            en=f"At most {MOST} results at once.",
        )  # fmt: skip
    rows = [
        RowIn(line, one.key, one.number, one.outcome, one.reason, one.amount_fen, one.on, one.note[:1000])
        for line, one in enumerate(body.results, 1)
    ]
    return actions.take_results(rows, Via.API, timezone.now())


@router.post("/placements/return", response=Count, summary="退案 · Give cases back")
@needs("placement.work")
@done_once
def return_cases(request: HttpRequest, body: EndIn) -> dict[str, int]:
    """Give cases back that are placed with this firm."""
    return {"cases": actions.give_back(body.cases, body.why, timezone.now())}
