"""Tenders for other systems (招标接口): what a firm is invited to, handing in a sealed bid, opening it, its result."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from huilong.kernel.refusal import Refusal
from huilong.rooms.tenders import actions, queries
from huilong.rooms.tenders.queries import TenderRow
from huilong.rooms.tenders.rules.reasons import sentence
from huilong.rooms.tenders.rules.sealing import MOST_BYTES
from huilong.rooms.tenders.rules.told import reason_of, rules_told, stratum_told
from huilong.rooms.tenders.web_bids import key_from, sealed_from
from huilong.rooms.tenders.web_table import my_organisation
from huilong.shell.api import Asked, Paged, Text, done_once, known_only, needs

router = Router(tags=["tenders"])
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Base64 = Annotated[str, Field(min_length=16, max_length=MOST_BYTES * 2)]


class NothingAsked(Asked):
    """Nothing beside the tender."""


class SealedIn(Asked):
    """A sealed bid as `huilong tender seal` writes it: nonce and ciphertext in base64, nothing in the clear."""

    tender: Text | None = None
    commitment: Hex64
    nonce: Base64
    ciphertext: Base64


class KeyIn(Asked):
    """The key that opens the last sealed bid, in hex."""

    key: Hex64


class TenderOut(Schema):
    """A tender: its stage by the database's clock, times, rules and strata, as published."""

    number: str
    title: str
    stage: str
    cases: int
    fen: int
    questions_until: datetime | None
    closes_at: datetime | None
    reveals_until: datetime | None
    seed_mark: str
    rules: dict[str, Any]
    strata: list[dict[str, Any]]


class SealedOut(Schema):
    """The key of a bid, and when the database took it."""

    id: int


class ResultOut(Schema):
    """What the firm was told: cases by stratum, its score, reasons in both languages."""

    cases: dict[str, int]
    score: dict[str, Any] | None
    reasons: list[dict[str, str]]


@router.get("/tenders", response=list[TenderOut], summary="招标列表 · Tenders")
@needs("tender.view")
@known_only(Paged)
def tenders(request: HttpRequest, page: int = 1, size: int = 100) -> list[dict[str, Any]]:
    """The tenders the caller sees, newest first: a firm those it is invited to."""
    return [_told(one) for one in queries.tenders_page(queries.clock(), page=page, size=min(max(1, size), 500)).rows]


@router.get("/tenders/{tender}", response=TenderOut, summary="招标 · One tender")
@needs("tender.view")
@known_only(NothingAsked)
def one_tender(request: HttpRequest, tender: Text) -> dict[str, Any]:
    """One tender with everything published of it."""
    return _told(queries.tender_row(tender, queries.clock()))


@router.post("/tenders/{tender}/sealed", response=SealedOut, summary="密封投标 · Hand in a sealed bid")
@needs("tender.bid")
@done_once
def submit(request: HttpRequest, tender: Text, body: SealedIn) -> dict[str, Any]:
    """Hand in a sealed bid before closing; the last one counts. The database's clock decides what is late."""
    told = {"commitment": body.commitment, "nonce": body.nonce, "ciphertext": body.ciphertext}
    return {"id": actions.submit(tender, sealed_from(told), queries.clock())}


@router.post("/tenders/{tender}/reveal", response=SealedOut, summary="开标 · Open the own bid")
@needs("tender.bid")
@done_once
def reveal(request: HttpRequest, tender: Text, body: KeyIn) -> dict[str, Any]:
    """Open the last sealed bid with the key that was kept; it is held against its commitment."""
    return {"id": actions.reveal(tender, key_from(body.key), queries.clock())}


@router.get("/tenders/{tender}/result", response=ResultOut, summary="评标结果 · The own result")
@needs("tender.bid")
@known_only(NothingAsked)
def result(request: HttpRequest, tender: Text) -> dict[str, Any]:
    """What the caller's firm was told when the tender was awarded."""
    found = queries.my_outcome(queries.tender_row(tender, queries.clock()).id, my_organisation())
    if found is None:
        raise Refusal("no-result", status=404, zh="尚无结果。", en="There is no result yet.")
    said = [sentence(reason_of(told)) for told in found[0].reasons]
    return {
        "cases": found[0].cases, "score": found[0].score, "reasons": [{"zh": one.zh, "en": one.en} for one in said],
    }  # fmt: skip


def _told(one: TenderRow) -> dict[str, Any]:
    return {
        "number": one.number, "title": one.title, "stage": one.stage.value, "cases": one.cases, "fen": one.fen,
        "questions_until": one.questions_until, "closes_at": one.closes_at, "reveals_until": one.reveals_until,
        "seed_mark": one.seed_mark, "rules": rules_told(one.rules),
        "strata": [stratum_told(stratum) for stratum in one.strata],
    }  # fmt: skip
