"""Reads of cases (案件): lists, one case, its history. Rows in, terms out."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseEvent, CaseLoan, Duty
from huilong.rooms.cases.rules.why import sentence
from huilong.rooms.cases.terms import (
    CaseDetail,
    CaseEventKind,
    CaseEventRow,
    CaseFilter,
    CaseLoanRow,
    CasePage,
    CaseRow,
    CaseState,
    CaseTag,
    DutyEnd,
    DutyKind,
    DutyNow,
    DutyRow,
    Holder,
)
from huilong.rooms.people.queries import teams
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.vault.rules.masking import mask_name
from huilong.rooms.vault.rules.sorting import sort_key

SORTS = (
    "number",
    "name_sort",
    "bucket",
    "past_due_days",
    "delinquent_fen",
    "overdue_penalty_fen",
    "outstanding_principal_fen",
    "city",
    "region",
    "product",
    "plate_masked",
    "vehicle",
    "loans",
    "opened_on",
    "closed_on",
    "last_receipt_on",
    "assigned_to",
)
"""Columns a case list may be sorted by; a leading minus reverses."""

DIGITS, YEARS = 7, range(2020, 2060)
"""Of a case number: its digits after the year, and the years it may be of."""

DEFAULT_SORT = "-past_due_days"
_ROW = tuple(one.name for one in fields(CaseRow))
_LOAN = tuple(one.name for one in fields(CaseLoanRow))
_EQUALS = {"state": "state", "reason": "reason", "assigned_to": "assigned_to"}
_AMONG = {"buckets": "bucket", "products": "product", "regions": "region", "cities": "city"}
_BOUNDS = {
    "least_days": "past_due_days__gte",
    "most_days": "past_due_days__lte",
    "least_fen": "delinquent_fen__gte",
    "most_fen": "delinquent_fen__lte",
    "opened_from": "opened_on__gte",
    "opened_to": "opened_on__lte",
    "closed_from": "closed_on__gte",
    "closed_to": "closed_on__lte",
    "paid_from": "last_receipt_on__gte",
}


def cases_page(asked: CaseFilter, *, sort: str = DEFAULT_SORT, page: int = 1, size: int = 50) -> CasePage:
    """One page of the case list (案件列表); `page` is brought within bounds, an unknown `sort` falls back.

    Three queries however long the list: a count, the page's keys from an index, the page's rows.
    """
    found = _found(asked)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    keys = list(found.order_by(*_order(sort)).values_list("id", flat=True)[(page - 1) * size : page * size])
    by_key = {row[0]: _row(row) for row in Case.objects.filter(id__in=keys).values_list(*_ROW)}
    return CasePage(tuple(by_key[key] for key in keys if key in by_key), total, page, pages, size)


def count_cases(asked: CaseFilter) -> int:
    """How many cases a filter finds."""
    return _found(asked).count()


def numbers_found(asked: CaseFilter, *, most: int) -> list[str]:
    """The numbers of the open cases a filter finds, at most `most` of them."""
    found = _found(asked).filter(state=CaseState.OPEN).order_by("id")
    return list(found.values_list("number", flat=True)[:most])


def holds(number: str, kind: DutyKind, user: int, organisation: int) -> bool:
    """Whether a user, or the user's organisation, holds this case for this kind of work now."""
    held = Duty.objects.filter(case__number=number, kind=kind, until=None)
    return held.filter(Q(user=user) | Q(organisation=organisation)).exists()


def duty_now(case_id: int, kind: DutyKind, at: datetime) -> DutyNow | None:
    """Who holds a case for a kind of work at a moment (当前职责); None: nobody, or not to the reader's knowledge."""
    held = Duty.objects.filter(Q(until=None) | Q(until__gt=at), case_id=case_id, kind=kind, since__lte=at)
    held = held.filter(Q(lapses_at=None) | Q(lapses_at__gt=at))
    one = held.order_by("-since", "-id").first()
    return DutyNow(one.organisation_id, one.team_id, one.user_id, one.until or one.lapses_at) if one else None


def each_case(asked: CaseFilter, *, sort: str = DEFAULT_SORT) -> Iterator[CaseRow]:
    """Every case a filter finds, streamed, for an export."""
    for row in _found(asked).order_by(*_order(sort)).values_list(*_ROW).iterator(chunk_size=2000):
        yield _row(row)


def case_detail(number: str) -> CaseDetail:
    """One case with its loans (those still in collections first) and its history, newest first.

    Raises Refusal `no-such-case`.
    """
    row = Case.objects.filter(number=number).values_list(*_ROW).first()
    if row is None:
        raise no_such_case(number)
    loans = CaseLoan.objects.filter(case_id=row[0]).order_by("-left_on", "-delinquent_fen", "loan_id")
    return CaseDetail(
        case=_row(row),
        loans=tuple(CaseLoanRow(*loan) for loan in loans.values_list(*_LOAN)),
        events=case_events(row[0]),
    )


def case_row(number: str) -> CaseRow:
    """One case as a list shows it. Raises Refusal `no-such-case`."""
    row = Case.objects.filter(number=number).values_list(*_ROW).first()
    if row is None:
        raise no_such_case(number)
    return _row(row)


def open_rows(numbers: Collection[str]) -> dict[str, CaseRow]:
    """Those of these cases that are open and the reader's to see, by number, in one statement."""
    rows = Case.objects.filter(number__in=list(numbers), state=CaseState.OPEN).values_list(*_ROW)
    return {one.number: one for one in map(_row, rows)}


def no_such_case(number: str) -> Refusal:
    """The refusal of a case that is not there, or not for the one who acts."""
    return Refusal("no-such-case", zh=f"没有案件 {number}。", en=f"There is no case {number}.", status=404)


def case_events(case_id: int) -> tuple[CaseEventRow, ...]:
    """The history of a case, newest first, each line with its sentence."""
    kept = CaseEvent.objects.filter(case_id=case_id).order_by("-id")
    return tuple(
        CaseEventRow(
            on=one.on,
            kind=CaseEventKind(one.kind),
            from_bucket=one.from_bucket,
            to_bucket=one.to_bucket,
            why=one.why,
            says=sentence(one.why, one.params),
            params=one.params,
            recorded_at=one.recorded_at,
        )
        for one in kept
    )


def cities() -> tuple[str, ...]:
    """The cities open cases are in, for the filter bar: one step down an index for each, however many the cases."""
    with connection.cursor() as cursor:
        cursor.execute(_CITIES)
        return tuple(city for (city,) in cursor.fetchall() if city)


_CITIES = """
with recursive found (city) as (
    (select city from cases_case where state = 'open' order by city limit 1)
    union all
    select (select city from cases_case where state = 'open' and city > found.city order by city limit 1)
      from found where found.city is not null
) select city from found where city is not null
"""


def counts_by_bucket() -> dict[int, int]:
    """Open cases by bucket."""
    open_cases = Case.objects.filter(state=CaseState.OPEN)
    return dict(open_cases.values_list("bucket").annotate(Count("id")).order_by("bucket"))


def duties_of(case_id: int) -> tuple[DutyRow, ...]:
    """Who held a case for what, those who hold it now first (职责)."""
    rows = Duty.objects.filter(case_id=case_id).select_related("organisation", "team", "user")
    return tuple(
        DutyRow(
            DutyKind(one.kind), one.organisation.name, one.team.name if one.team else "",
            one.user.display_name if one.user else "", one.since, one.until, DutyEnd(one.ended) if one.ended else None,
        )
        for one in rows.order_by(F("until").desc(nulls_first=True), "-id")
    )  # fmt: skip


def home_team() -> Holder:
    """The lender's team that new and returned cases come home to; refuses when there is none."""
    home = next((t for t in teams() if t.takes_new and t.organisation_kind is OrganisationKind.LENDER), None)
    if home is None:
        raise Refusal(
            "no-home-team",
            zh="没有接收新案的小组。",
            en="No team takes new cases.",
            remedy_zh="请系统管理员指定一个接收新案的小组。",
            remedy_en="Let an administrator mark one team as taking new cases.",
        )
    return Holder(home.organisation, home.id)


def _found(asked: CaseFilter) -> QuerySet[Case]:
    """The cases a filter finds, in no order."""
    wanted = Q()
    for name, column in _EQUALS.items():
        if getattr(asked, name) not in ("", None):
            wanted &= Q(**{column: getattr(asked, name)})
    for name, column in _AMONG.items():
        if getattr(asked, name):
            wanted &= Q(**{f"{column}__in": getattr(asked, name)})
    for name, bound in _BOUNDS.items():
        if getattr(asked, name) is not None:
            wanted &= Q(**{bound: getattr(asked, name)})
    if asked.tag:
        wanted &= Q(tags__contains=[asked.tag])
    if asked.unassigned:
        wanted &= Q(assigned_to=None)
    if asked.people_missing:
        wanted &= Q(people_missing=True)
    if asked.moved_on is not None:
        moved = CaseEvent.objects.filter(case=OuterRef("id"), on=asked.moved_on, kind=CaseEventKind.MOVED)
        wanted &= Q(Exists(moved))
    if asked.text.strip():
        wanted &= _matching(asked.text.strip())
    return Case.objects.filter(wanted)


def _matching(text: str) -> Q:
    """Cases whose number, loan, borrower key, name or plate a typed text points at; each by an index.

    A name is found by its shown characters or by their pinyin; digits alone are the end of a case number.
    """
    found = Q(number=text.upper()) | Q(borrower=text) | Q(plate_masked__startswith=text.upper())
    of_loan = list(CaseLoan.objects.filter(loan_id=text).values_list("case_id", flat=True))
    if of_loan:
        found |= Q(id__in=of_loan)
    if text.isdecimal() and len(text) <= DIGITS:
        return found | Q(number__in=[f"CL{year}{int(text):0{DIGITS}d}" for year in YEARS])
    pinyin = sort_key(mask_name(text))
    return found | Q(name_sort__startswith=text.lower()) | (Q(name_sort=pinyin, name_masked__startswith=text[0]))


def _order(sort: str) -> tuple[str, str]:
    """Order-by columns of a sort: the column, then the key, both one way, so that one index serves both ways."""
    minus = "-" if sort.startswith("-") else ""
    column = sort.removeprefix("-")
    if column not in SORTS:
        return _order(DEFAULT_SORT)
    return f"{minus}{column}", f"{minus}id"


def _row(values: tuple) -> CaseRow:
    """A list row from the columns of `_ROW`, in that order."""
    named = dict(zip(_ROW, values, strict=True))
    named["state"] = CaseState(named["state"])
    named["tags"] = tuple(CaseTag(one) for one in named["tags"] or ())
    return CaseRow(**named)
