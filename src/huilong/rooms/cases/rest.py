"""Cases for other systems (案件接口): the list, one case, its loans' positions, giving cases out and back."""

from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.cases import actions, queries
from huilong.rooms.cases.terms import CaseFilter, CloseReason, DutyEnd, DutyKind, Holder
from huilong.rooms.vault import queries as vault
from huilong.shell.api import AnyAmount, Asked, Day, Key, MaybeText, Paged, Text, done_once, known_only, needs

router = Router(tags=["cases"])
Days = int


class CasesAsked(Paged):
    """The filters of the case list; several values of one filter are sent several times."""

    text: MaybeText = ""
    state: Literal["open", "closed", ""] = "open"
    reason: CloseReason | Literal[""] = ""
    tag: MaybeText = ""
    buckets: list[Key] = []
    products: list[Text] = []
    regions: list[Text] = []
    cities: list[Text] = []
    least_days: Key | None = None
    most_days: Key | None = None
    least_fen: AnyAmount | None = None
    most_fen: AnyAmount | None = None
    assigned_to: Key | None = None
    unassigned: bool = False
    people_missing: bool = False
    opened_from: Day | None = None
    opened_to: Day | None = None
    closed_from: Day | None = None
    closed_to: Day | None = None
    paid_from: Day | None = None
    moved_on: Day | None = None
    sort: Literal[tuple(sign + name for name in queries.SORTS for sign in ("", "-"))] = queries.DEFAULT_SORT  # type: ignore[valid-type]


class CaseOut(Schema):
    """One case. Amounts in fen, days past due as of `figures_on`; people masked."""

    number: str
    borrower: str
    state: str
    reason: str
    opened_on: date
    closed_on: date | None
    entered_bucket: int
    name_masked: str
    plate_masked: str
    vehicle: str
    product: str
    region: str
    city: str
    past_due_days: int
    bucket: int
    delinquent_fen: int
    overdue_principal_fen: int
    overdue_interest_fen: int
    overdue_fee_fen: int
    overdue_penalty_fen: int
    outstanding_principal_fen: int
    loans: int
    last_receipt_on: date | None
    figures_on: date
    assigned_to: int | None
    tags: list[str]
    people_missing: bool


class CasesOut(Schema):
    """One page of cases."""

    cases: list[CaseOut]
    total: int
    page: int
    pages: int


class LoanOut(Schema):
    """One loan of a case."""

    loan_id: str
    product: str
    vehicle: str
    joined_on: date
    left_on: date | None
    past_due_days: int
    bucket: int
    delinquent_fen: int
    outstanding_principal_fen: int
    last_receipt_on: date | None
    written_off: bool
    figures_on: date


class EventOut(Schema):
    """One line of a case's history, said in both languages."""

    on: date
    kind: str
    from_bucket: int | None
    to_bucket: int | None
    why: str
    zh: str
    en: str


class PersonOut(Schema):
    """A person beside a loan, masked."""

    loan_id: str
    role: str
    name: str
    phone: str
    plate: str


class CaseDetailOut(Schema):
    """One case with its loans, its people and its history, newest first."""

    case: CaseOut
    loans: list[LoanOut]
    people: list[PersonOut]
    events: list[EventOut]


class PositionOut(Schema):
    """What a loan owes on a day, in fen, and why."""

    loan: str
    on: date
    past_due_days: int
    delinquent_days: int
    delinquent_fen: int
    delinquent_since: date | None
    bucket: str | None
    overdue_fen: dict[str, int]
    outstanding_fen: dict[str, int]
    unapplied_fen: int
    why: list[dict[str, Any]]


class AssignIn(Asked):
    """Who shall hold the case: a user of a team, or a team."""

    organisation: Key
    team: Key | None = None
    user: Key | None = None
    kind: DutyKind = DutyKind.COLLECT


class RecallIn(Asked):
    """Which duty ends."""

    kind: DutyKind = DutyKind.COLLECT


class Moved(Schema):
    """How many cases changed hands: 1, or 0 if the holder had it already."""

    moved: int


class PositionAsked(Asked):
    """The day asked, and by which day facts must have been known."""

    on: Day | None = None
    known_by: Day | None = None


@router.get("/cases", response=CasesOut, summary="案件列表 · Cases")
@needs("case.view")
@known_only(CasesAsked)
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> dict[str, Any]:
    """A page of the cases this organisation sees now."""
    named = asked.model_dump()
    page, size, sort = named.pop("page"), named.pop("size"), named.pop("sort")
    for many in ("buckets", "products", "regions", "cities"):
        named[many] = tuple(named[many])
    found = queries.cases_page(CaseFilter(**named), sort=sort, page=page, size=size)
    return {"cases": found.rows, "total": found.total, "page": found.page, "pages": found.pages}


@router.get("/cases/{number}", response=CaseDetailOut, summary="案件详情 · One case")
@needs("case.view")
def one_case(request: HttpRequest, number: Text) -> dict[str, Any]:
    """One case with its loans, people (masked) and history."""
    detail = queries.case_detail(number)
    people = vault.people_of([loan.loan_id for loan in detail.loans])
    events = [asdict(one) | {"zh": one.says.zh, "en": one.says.en} for one in detail.events]
    shown = [person for loan in detail.loans for person in people.get(loan.loan_id, [])]
    return {"case": detail.case, "loans": detail.loans, "people": shown, "events": events}


@router.get("/cases/{number}/loans/{loan_id}/position", response=PositionOut, summary="欠款状况 · Position")
@needs("case.view")
@known_only(PositionAsked)
def loan_position(request: HttpRequest, number: Text, loan_id: Text, asked: Query[PositionAsked]) -> dict[str, Any]:
    """What a loan of a case owes on a day (that of the case's figures unless asked), with every step to it."""
    detail = queries.case_detail(number)
    if loan_id not in [loan.loan_id for loan in detail.loans]:
        raise Refusal(
            "no-such-loan", status=404, zh=f"案件 {number} 中没有借据 {loan_id}。",
            en=f"There is no loan {loan_id} in case {number}.",
        )  # fmt: skip
    told = book.explain(loan_id, asked.on or detail.case.figures_on, asked.known_by)
    return {
        "loan": told.loan, "on": told.on, "past_due_days": told.past_due_days,
        "delinquent_days": told.delinquent_days, "delinquent_fen": told.delinquent_amount,
        "delinquent_since": told.delinquent_since, "bucket": told.bucket, "overdue_fen": asdict(told.overdue),
        "outstanding_fen": asdict(told.outstanding), "unapplied_fen": told.unapplied,
        "why": [
            {"kind": one.kind, "on": one.on and one.on.isoformat(), "fen": one.amount, "zh": one.zh, "en": one.en}
            for one in told.why
        ],
    }  # fmt: skip


@router.post("/cases/{number}/assign", response=Moved, summary="分案 · Give a case out")
@needs("case.assign")
@done_once
def assign_case(request: HttpRequest, number: Text, body: AssignIn) -> dict[str, int]:
    """Give a case to a holder from now on."""
    me = acting()
    if me is None or (body.organisation != me.organisation and "case.place" not in request.bearer.scopes):  # type: ignore[attr-defined]
        raise Refusal(
            "scope-missing", status=403, where="case.place", zh="跨机构委外需要 case.place 权限。",
            en="Giving a case to another organisation needs the scope case.place.",
        )  # fmt: skip
    to = Holder(body.organisation, body.team, body.user)
    return {"moved": actions.assign([number], to, body.kind, actor=me.actor, at=timezone.now())}


@router.post("/cases/{number}/recall", response=Moved, summary="撤案 · Recall a case")
@needs("case.place")
@done_once
def recall_case(request: HttpRequest, number: Text, body: RecallIn) -> dict[str, int]:
    """Take a case back; it goes home to the team that takes new cases. Its holder loses sight of it at once."""
    me = acting()
    actor = me.actor if me else "system"
    moved = actions.recall([number], body.kind, actor=actor, at=timezone.now(), why=DutyEnd.RECALLED)
    return {"moved": moved}
