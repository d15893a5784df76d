"""What a night does to the desk, case by case."""

from datetime import date, timedelta

import pyarrow as pa
import pytest

from huilong.kernel.days import day_number
from huilong.rooms.cases import queries
from huilong.rooms.cases.actions import take_in_people
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.cases.night import joining, open_move_close
from huilong.rooms.cases.terms import CaseFilter, DeskPolicy
from huilong.rooms.journal.models import Entry

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 6, 1)
NOWHERE = pa.table({name: pa.array([], pa.string()) for name in ("region", "city", "vehicle")}).append_column(
    "loan", pa.array([], pa.int64())
)


def loan(number, borrower, days=0, fen=None, **more):
    """One loan's position of a day: `days` past due."""
    owed = (days * 1000 if fen is None else fen) if days else 0
    return {
        "loan": number, "loan_id": f"L{number}", "borrower": borrower, "product": "auto_new", "past_due_days": days,
        "bucket": min(-(-days // 30), 7), "delinquent_fen": owed, "overdue_principal": owed, "overdue_interest": 0,
        "overdue_fee": 0, "overdue_penalty": 0, "outstanding_principal": 500_000, "days": days,
        "last_receipt_on": day_number(date(2026, 1, 2)), "settled": False, "written_off": False, **more,
    }  # fmt: skip


def night(on, *loans, described=NOWHERE, **policy):
    rows = [{**one, "oldest_due": day_number(on) - one.pop("days")} for one in map(dict, loans)]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    types = {"bucket": pa.int8(), "settled": pa.bool_(), "written_off": pa.bool_()}
    today = pa.table({name: pa.array(values, types.get(name)) for name, values in columns.items()})
    return open_move_close(on, today, described, DeskPolicy(**policy))


def story(borrower):
    """The history of a borrower's newest case, oldest line first: kind and reason."""
    case = Case.objects.filter(borrower=borrower).latest("id")
    return [(one.kind.value, one.why) for one in queries.case_events(case.id)][::-1]


def test_a_borrower_has_one_case_with_all_his_late_loans():
    where = pa.table({"loan": [1], "region": ["河南"], "city": ["郑州"], "vehicle": ["乾川 L9 2024"]})
    counts = night(MONDAY, loan(1, "LIN", 40), loan(2, "LIN", 5), loan(3, "WU", 0), described=where)

    assert counts["opened"] == 1
    detail = queries.case_detail("CL20260000001")
    assert (detail.case.past_due_days, detail.case.bucket, detail.case.loans) == (40, 2, 2)
    assert detail.case.delinquent_fen == 45_000
    assert (detail.case.city, detail.case.vehicle) == ("郑州", "乾川 L9 2024")
    assert [one.bucket for one in detail.loans] == [2, 2], "contagion: each carries the worst bucket"
    assert detail.events[0].says.en.endswith("40 days and 450.00 past due; case opened")
    assert Entry.objects.filter(verb="cases.night").count() == 1


def test_without_contagion_each_loan_keeps_its_own_bucket():
    night(MONDAY, loan(1, "LIN", 40), loan(2, "LIN", 5), contagion=False)
    assert sorted(CaseLoan.objects.values_list("bucket", flat=True)) == [1, 2]


def test_a_case_moves_closes_and_a_later_delinquency_opens_another():
    night(MONDAY, loan(1, "LIN", 28))
    night(MONDAY + timedelta(days=3), loan(1, "LIN", 31))
    night(MONDAY + timedelta(days=4), loan(1, "LIN", 0))
    assert story("LIN") == [("opened", "fell_past_due"), ("moved", "worse"), ("closed", "cured")]
    night(MONDAY + timedelta(days=20), loan(1, "LIN", 2))

    assert Case.objects.filter(borrower="LIN").count() == 2
    assert queries.case_of_loan("L1") == "CL20260000002"


def test_a_reversed_receipt_reopens_the_same_case():
    night(MONDAY, loan(1, "LIN", 28))
    night(MONDAY + timedelta(days=1), loan(1, "LIN", 0))
    night(MONDAY + timedelta(days=5), loan(1, "LIN", 33))

    assert story("LIN")[-1] == ("reopened", "cure_undone")
    assert Case.objects.get(borrower="LIN").state == "open"
    assert CaseLoan.objects.get().left_on is None


def test_one_of_two_loans_brought_current_leaves_the_case():
    night(MONDAY, loan(1, "LIN", 28), loan(2, "LIN", 3))
    night(MONDAY + timedelta(days=1), loan(1, "LIN", 29), loan(2, "LIN", 0))

    case = Case.objects.get()
    assert (case.state, case.loans) == ("open", 1)
    assert ("loan_left", "loan_brought_current") in story("LIN")


def test_a_second_loan_falling_past_due_joins_the_open_case():
    night(MONDAY, loan(1, "LIN", 28))
    night(MONDAY + timedelta(days=1), loan(1, "LIN", 29), loan(2, "LIN", 1))

    assert Case.objects.count() == 1
    assert ("loan_joined", "loan_fell_past_due") in story("LIN")


def test_paid_off_and_written_off_say_so():
    night(MONDAY, loan(1, "LIN", 28), loan(2, "WU", 200))
    night(
        MONDAY + timedelta(days=1), loan(1, "LIN", 0, settled=True), loan(2, "WU", 201, written_off=True),
        keep_written_off=False,
    )  # fmt: skip

    assert dict(Case.objects.values_list("borrower", "reason")) == {"LIN": "settled", "WU": "written_off"}


def test_a_debt_that_was_sold_does_not_come_back():
    night(MONDAY, loan(1, "LIN", 28))
    Case.objects.update(state="closed", reason="sold", closed_on=MONDAY)
    CaseLoan.objects.update(left_on=MONDAY)

    assert night(MONDAY + timedelta(days=1), loan(1, "LIN", 29), loan(2, "WU", 1))["opened"] == 1
    assert Case.objects.filter(borrower="LIN", state="open").count() == 0


def test_a_loan_that_changes_hands_moves_to_the_new_borrowers_case():
    night(MONDAY, loan(1, "LIN", 28))
    night(MONDAY + timedelta(days=1), loan(1, "WU", 29))

    assert dict(Case.objects.values_list("borrower", "state")) == {"LIN": "closed", "WU": "open"}
    assert story("LIN")[-1] == ("closed", "loans_changed_hands")


def test_a_loan_without_a_position_leaves_its_case_as_it_stood():
    night(MONDAY, loan(1, "LIN", 28), loan(2, "LIN", 3))
    counts = night(MONDAY + timedelta(days=1), loan(2, "LIN", 0))

    assert counts["left_alone"] == 1
    assert Case.objects.get().figures_on == MONDAY


def test_only_loans_new_to_the_desk_have_to_be_described():
    night(MONDAY, loan(1, "LIN", 28))
    today = pa.table({"loan": [1, 2, 3], "delinquent_fen": [100, 5, 0]})

    assert joining(today).tolist() == [2]


def test_people_come_onto_their_cases_and_are_missed_once():
    night(MONDAY, loan(1, "LIN", 28), loan(2, "WU", 3))
    people = pa.table({"loan_id": ["L1"], "name_masked": ["林**"], "name_sort": ["lin"], "plate_masked": ["豫A***57"]})
    first = take_in_people(MONDAY, people)
    second = take_in_people(MONDAY + timedelta(days=1), people)

    assert (first["taken"], first["newly_missing"], first["missing"]) == (1, 1, 1)
    assert (second["taken"], second["newly_missing"], second["missing"]) == (0, 0, 1)
    assert [row.name_masked for row in queries.cases_page(CaseFilter(text="林敏")).rows] == ["林**"]
    assert [row.name_masked for row in queries.cases_page(CaseFilter(text="lin")).rows] == ["林**"]
    assert [row.borrower for row in queries.cases_page(CaseFilter(people_missing=True)).rows] == ["WU"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "CL20260000002"}, ["WU"]),
        ({"text": "2"}, ["WU"]),
        ({"text": "L1"}, ["LIN"]),
        ({"text": "WU"}, ["WU"]),
        ({"buckets": (2,)}, ["ZHAO"]),
        ({"least_days": 4}, ["ZHAO", "LIN"]),
        ({"most_fen": 3000}, ["WU"]),
        ({"state": "closed"}, []),
        ({"opened_from": MONDAY, "opened_to": MONDAY}, ["ZHAO", "LIN", "WU"]),
    ],
)
def test_a_list_finds_what_it_is_asked_for(asked, found):
    night(MONDAY, loan(1, "LIN", 28), loan(2, "WU", 3), loan(3, "ZHAO", 45))
    assert [row.borrower for row in queries.cases_page(CaseFilter(**asked)).rows] == found


def test_a_list_page_takes_three_queries(django_assert_num_queries):
    night(MONDAY, loan(1, "LIN", 28), loan(2, "WU", 3))
    with django_assert_num_queries(3):
        page = queries.cases_page(CaseFilter(), sort="delinquent_fen", page=9, size=1)
    assert (page.page, page.pages, page.rows[0].borrower) == (2, 2, "LIN")
    assert queries.cities() == ()
