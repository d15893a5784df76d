"""Reads of tenders (招标): lists, one tender with its stage, its strata and firms. Rows in, terms out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.tenders.models import Award, Bond, Invitation, Paper, Question, Tender
from huilong.rooms.tenders.rules.stages import StageFacts, stage_of
from huilong.rooms.tenders.rules.told import rules_of, stratum_of
from huilong.rooms.tenders.terms import BondMove, Stratum, TenderRules, TenderStage

SIZE = 50


@dataclass(frozen=True)
class TenderRow:
    """A tender as pages read it (招标). Times as published; `stage` at the moment asked."""

    id: int
    number: str
    title: str
    trade: str
    stage: TenderStage
    rules: TenderRules
    terms: dict[str, Any]
    strata: tuple[Stratum, ...]
    cases: int
    fen: Fen
    tier: int
    entry_on: date
    exit_on: date
    seed_mark: str
    made_by: int
    made_at: datetime
    published_at: datetime | None
    questions_until: datetime | None
    closes_at: datetime | None
    reveals_until: datetime | None
    cancelled_why: str


@dataclass(frozen=True)
class TenderPage:
    """One page of tenders, and how many there are."""

    rows: tuple[TenderRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class QuestionRow:
    """A question with its answer (答疑); nobody's name."""

    id: int
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class PaperRow:
    """A paper of the data room (资料)."""

    id: int
    title: str
    name: str
    sha256: str
    size: int
    added_at: datetime


def clock() -> datetime:
    """What time it is to the database (数据库时间), which alone decides what is late."""
    with connection.cursor() as cursor:
        cursor.execute("select house_clock()")
        return cursor.fetchone()[0]


def tenders_page(at: datetime, *, page: int = 1, size: int = SIZE) -> TenderPage:
    """One page of the tenders the reader sees, newest first (招标列表)."""
    found = Tender.objects.order_by("-made_at", "-id")
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    return TenderPage(_rows(found[(page - 1) * size : page * size], at), total, page, pages)


def tender_row(number: str, at: datetime) -> TenderRow:
    """One tender (招标详情). Raises Refusal `no-such-tender`, also for whom it is not."""
    found = _rows(Tender.objects.filter(number=number), at)
    if not found:
        raise no_such_tender()
    return found[0]


def no_such_tender() -> Refusal:
    """The refusal of a tender that is not there, or not for the one who acts."""
    return Refusal("no-such-tender", status=404, zh="没有这项招标。", en="There is no such tender.")


def invited(tender: int) -> dict[int, str]:
    """The firms invited, by key, with their names (受邀机构); a firm sees itself only."""
    found = Invitation.objects.filter(tender_id=tender).order_by("organisation__name")
    return dict(found.values_list("organisation_id", "organisation__name"))


def bonds_of(tender: int) -> list[tuple[int, str, list[BondMove]]]:
    """The firms invited with what happened to their bonds (保证金状态), by name."""
    moves: dict[int, list[BondMove]] = {}
    for firm, move in Bond.objects.filter(tender_id=tender).order_by("id").values_list("organisation_id", "move"):
        moves.setdefault(firm, []).append(BondMove(move))
    return [(firm, name, moves.get(firm, [])) for firm, name in invited(tender).items()]


def questions_of(tender: int) -> list[QuestionRow]:
    """Questions and answers (答疑), oldest first: the answered ones, and the reader's own."""
    return [
        QuestionRow(one.pk, one.text, one.asked_at, one.answer, one.answered_at)
        for one in Question.objects.filter(tender_id=tender).order_by("id")
    ]


def papers_of(tender: int) -> list[PaperRow]:
    """The papers of the data room (资料清单)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, title, name, sha256, length(body), added_at from tenders_paper where tender_id = %s"
            " order by id", [tender],
        )  # fmt: skip
        return [PaperRow(*row) for row in cursor.fetchall()]


def paper_body(tender: int, paper: int) -> tuple[str, bytes]:
    """A paper's name and bytes (资料内容). Raises Refusal `no-such-paper`."""
    found = Paper.objects.filter(tender_id=tender, pk=paper).first()
    if found is None:
        raise Refusal("no-such-paper", status=404, zh="没有这份资料。", en="There is no such paper.")
    return found.name, bytes(found.body)


def _rows(found: QuerySet[Tender], at: datetime) -> tuple[TenderRow, ...]:
    rows = list(found)
    keys = [one.pk for one in rows]
    facts = _decided(keys)
    waiting = _waiting([one.pk for one in rows if one.closes_at and at >= one.closes_at])
    return tuple(_row(one, facts.get(one.pk, (False, False)), one.pk in waiting, at) for one in rows)


def _decided(keys: Sequence[int]) -> dict[int, tuple[bool, bool]]:
    """By tender, whether an award is proposed and whether it is decided; firms learn the latter by their outcome."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, tenders_stands(id) from unnest(%s::bigint[]) id", [list(keys)])
        told = dict(cursor.fetchall())
    return {key: (state == "proposed", state == "awarded") for key, state in told.items()}


def _waiting(keys: Sequence[int]) -> set[int]:
    if not keys:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("select id from unnest(%s::bigint[]) id where tenders_waiting(id)", [list(keys)])
        return {key for (key,) in cursor.fetchall()}


def _row(one: Tender, decided: tuple[bool, bool], waits: bool, at: datetime) -> TenderRow:
    facts = StageFacts(
        one.published_at, one.closes_at, one.reveals_until, one.cancelled_at, not waits, decided[0], decided[1]
    )
    return TenderRow(
        one.pk, one.number, one.title, one.trade, stage_of(facts, at), rules_of(one.rules), one.terms,
        tuple(stratum_of(told) for told in one.strata), one.cases, one.fen, one.tier, one.entry_on, one.exit_on,
        one.seed_mark, one.made_by, one.made_at, one.published_at, one.questions_until, one.closes_at,
        one.reveals_until, one.cancelled_why,
    )  # fmt: skip


def award_of(tender: int) -> Award | None:
    """The award that stands or waits (定标记录); None before one is proposed."""
    return Award.objects.filter(tender_id=tender).exclude(approved=False).order_by("-id").first()
