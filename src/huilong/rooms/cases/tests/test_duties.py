"""Holding cases: who sees one follows who holds it, in the database, to the second."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions, queries
from huilong.rooms.cases.models import Case, CaseLoan, Duty
from huilong.rooms.cases.terms import CaseFilter, DutyEnd, DutyKind, Holder
from huilong.rooms.journal.queries import timeline
from huilong.rooms.people.actions import ensure_organisation, ensure_user, leave
from huilong.rooms.people.models import Team, User
from huilong.rooms.people.terms import OrganisationKind, Role

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)


@pytest.fixture
def at() -> datetime:
    return timezone.now() - timedelta(minutes=5)  # the clock of the database stands where the transaction began


@pytest.fixture
def staff() -> dict[str, User]:
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("远山委外", OrganisationKind.AGENCY)
    first = Team.objects.create(name="一组", organisation_id=lender, takes_new=True)
    second = Team.objects.create(name="二组", organisation_id=lender)
    for name, role, organisation, team in (
        ("lin", Role.COLLECTOR, lender, first),
        ("zhou", Role.COLLECTOR, lender, second),
        ("lead", Role.TEAM_LEAD, lender, first),
        ("boss", Role.MANAGER, lender, None),
        ("chief", Role.AGENCY_MANAGER, agency, None),
        ("hu", Role.AGENCY_AGENT, agency, None),
    ):
        ensure_user(name, display_name=name, role=role, organisation=organisation, password="a-long-enough-one")
        User.objects.filter(username=name).update(team=team)
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def cases() -> list[str]:
    figures = {
        "past_due_days": 10, "bucket": 1, "delinquent_fen": 100, "overdue_principal_fen": 100,
        "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": 0,
        "outstanding_principal_fen": 1_000_000, "figures_on": ON,
    }  # fmt: skip
    for key in (1, 2, 3):
        case = Case.objects.create(
            number=f"CL2026000000{key}", borrower=f"B{key}", opened_on=ON, entered_bucket=1, loans=1, **figures
        )
        CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=ON, **figures)
    return [f"CL2026000000{key}" for key in (1, 2, 3)]


def seen(user: User) -> list[str]:
    """The numbers of the cases a user sees through the pages' own role."""
    with act_as(Acting(user.pk)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        try:
            return sorted(row.number for row in queries.cases_page(CaseFilter(), size=10).rows)
        finally:
            cursor.execute("reset role")


def holder(user: User) -> Holder:
    return Holder(user.organisation_id, user.team_id, user.pk)


def test_a_collector_sees_what_he_holds_and_his_lead_sees_the_team(staff, cases, at):
    actions.assign(cases[:2], holder(staff["lin"]), DutyKind.COLLECT, actor="user:1", at=at)

    assert seen(staff["lin"]) == cases[:2]
    assert seen(staff["zhou"]) == []
    assert seen(staff["lead"]) == cases[:2]
    assert seen(staff["boss"]) == cases


def test_who_gives_a_case_away_sees_it_no_more(staff, cases, at):
    actions.assign(cases, holder(staff["lin"]), DutyKind.COLLECT, actor="user:1", at=at - timedelta(hours=1))
    moved = actions.assign(cases[:1], holder(staff["zhou"]), DutyKind.COLLECT, actor="user:1", at=at)

    assert moved == 1
    assert seen(staff["lin"]) == cases[1:]
    assert seen(staff["zhou"]) == cases[:1]
    assert Case.objects.get(number=cases[0]).assigned_to == staff["zhou"].pk


def test_giving_a_case_to_who_has_it_changes_nothing(staff, cases, at):
    actions.assign(cases, holder(staff["lin"]), DutyKind.COLLECT, actor="user:1", at=at)

    assert actions.assign(cases, holder(staff["lin"]), DutyKind.COLLECT, actor="user:1", at=at) == 0
    assert Duty.objects.count() == 3


def test_an_agency_loses_sight_the_moment_a_recall_takes_effect(staff, cases, at):
    agency = Holder(staff["chief"].organisation_id, None, staff["chief"].pk)
    actions.assign(cases[:1], agency, DutyKind.COLLECT, actor="user:1", at=at - timedelta(days=3), placed=True)
    assert seen(staff["chief"]) == cases[:1]

    actions.recall(cases[:1], DutyKind.COLLECT, actor="user:1", at=at + timedelta(hours=1), placed=True)
    assert seen(staff["chief"]) == cases[:1]  # the recall lies ahead

    Duty.objects.filter(ended=DutyEnd.RECALLED).update(until=at - timedelta(seconds=1))
    assert seen(staff["chief"]) == []


def test_an_agency_manager_shares_out_among_his_own_only(staff, cases, at):
    chief = staff["chief"]
    actions.assign(cases, holder(chief), DutyKind.COLLECT, actor="user:1", at=at - timedelta(hours=1), placed=True)
    with act_as(Acting(chief.pk)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        actions.assign(cases[:1], holder(staff["hu"]), DutyKind.COLLECT, actor=f"user:{chief.pk}", at=at)
        with pytest.raises(Refusal, match="holder-misfit"):
            actions.assign(cases[1:], holder(staff["lin"]), DutyKind.COLLECT, actor=f"user:{chief.pk}", at=at)
        cursor.execute("reset role")

    assert seen(staff["hu"]) == cases[:1]
    assert seen(staff["chief"]) == cases


def test_an_agent_gives_a_case_back_to_the_house(staff, cases, at):
    hu = staff["hu"]
    actions.assign(cases[:1], holder(hu), DutyKind.COLLECT, actor="user:1", at=at - timedelta(hours=1), placed=True)
    with act_as(Acting(hu.pk)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        actions.recall(cases[:1], DutyKind.COLLECT, actor=f"user:{hu.pk}", at=at, why=DutyEnd.RETURNED, placed=True)
        cursor.execute("reset role")

    assert seen(hu) == []
    assert seen(staff["lead"]) == cases[:1]


def test_the_cases_of_who_leaves_go_home_to_the_team(staff, cases, at):
    lin = staff["lin"]
    actions.assign(cases[:2], holder(lin), DutyKind.COLLECT, actor="user:1", at=at - timedelta(hours=1))
    ensure_user("admin", display_name="邓管", role=Role.ADMINISTRATOR, organisation=lin.organisation_id,
                password="a-long-enough-one")  # fmt: skip
    admin = User.objects.get(username="admin")
    with act_as(Acting(admin.pk, admin.organisation_id, admin.role)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        leave(lin.pk, actor=admin.pk, at=at)
        cursor.execute("reset role")

    assert seen(lin) == []
    assert seen(staff["lead"]) == cases[:2]
    assert set(Case.objects.filter(number__in=cases[:2]).values_list("assigned_to", flat=True)) == {None}
    assert [trace.verb for trace in timeline(("case", cases[0]))] == ["case.rehomed", "case.assigned"]


def test_a_case_one_does_not_see_is_refused_like_one_that_is_not_there(staff, cases, at):
    lead = staff["lead"]
    with act_as(Acting(lead.pk)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        said = []
        for number in (cases[0], "CL20269999999"):
            with pytest.raises(Refusal) as refused:
                actions.assign([number], holder(staff["lin"]), DutyKind.COLLECT, actor="user:1", at=at)
            said.append((refused.value.code, refused.value.says.en.replace(number, "")))
        cursor.execute("reset role")

    assert said[0] == said[1]


def test_the_database_itself_refuses_a_duty_given_out_of_the_team(staff, cases, at):
    lin = staff["lin"]
    actions.assign(cases, holder(lin), DutyKind.COLLECT, actor="user:1", at=at - timedelta(hours=1))
    with act_as(Acting(staff["lead"].pk)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        with pytest.raises(Exception, match="row-level security"):
            cursor.execute(
                "insert into cases_duty (case_id, kind, organisation_id, user_id, since, ended, given_by)"
                " select id, 'visit', %s, %s, now(), '', 'x' from cases_case limit 1",
                [staff["hu"].organisation_id, staff["hu"].pk],
            )
