"""The queue: who is handed out next, to one person only, and how a case comes back."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.cases import actions
from huilong.rooms.cases.models import Case, Duty, Flag, Opening, Place, Promise
from huilong.rooms.cases.queries import queue_of
from huilong.rooms.cases.rules.queue import HELD, Standing, rank
from huilong.rooms.cases.terms import DutyKind, Holder, QueueReason, SkipReason
from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user, teach_scope
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from tests.meeting import meeting_as

ON = date(2026, 6, 30)
AT = datetime(2026, 6, 30, 2, tzinfo=UTC)


def a_case(n: int, *, fen: int = 100_000, days: int = 10, opened: date = date(2026, 5, 1)) -> Case:
    return Case.objects.create(
        number=f"CL2026{n:07d}", borrower=f"B{n}", opened_on=opened, entered_bucket=1, loans=1, past_due_days=days,
        bucket=1, delinquent_fen=fen, overdue_principal_fen=fen, overdue_interest_fen=0, overdue_fee_fen=0,
        overdue_penalty_fen=0, outstanding_principal_fen=fen, figures_on=ON,
    )  # fmt: skip


@pytest.fixture
def house(transactional_db):
    teach_scope()
    lender = ensure_organisation("排队金融", OrganisationKind.LENDER)
    team = ensure_team("排队组", lender, takes_new=True)
    users = []
    for name in ("lin", "jiang"):
        ensure_user(name, display_name=name, role=Role.COLLECTOR, organisation=lender, password="x" * 12, team=team)
        users.append(User.objects.get(username=name))
    return lender, team, users


def held_by(case: Case, house, user: User | None) -> None:
    lender, team, _ = house
    actions.assign([case.number], Holder(lender, team, user.pk if user else None), DutyKind.COLLECT, actor="system",
                   at=AT - timedelta(days=1))  # fmt: skip


def as_user(user: User) -> Acting:
    return Acting(user.pk, user.organisation_id, user.role)


def test_money_promised_and_not_come_goes_before_a_large_amount(house):
    lin = house[2][0]
    rich, broken = a_case(1, fen=9_000_000), a_case(2)
    for case in (rich, broken):
        held_by(case, house, lin)
    Promise.objects.create(case=broken, amount_fen=1, due_on=ON - timedelta(days=1), channel="call", made_at=AT,
                           made_by="system", state="broken")  # fmt: skip

    actions.rerank(None, ON)

    with act_as(as_user(lin)):
        assert actions.get_next(AT) == broken.number
        assert actions.get_next(AT) == rich.number
    assert Place.objects.get(case=broken).why == ["broken_promise"]


def test_a_closed_case_is_handed_out_to_nobody_until_it_is_open_again(house):
    own, pooled, lin = a_case(1), a_case(2), house[2][0]
    held_by(own, house, lin)
    held_by(pooled, house, None)
    actions.rerank(None, ON)

    Case.objects.all().update(state="closed", reason="cured", closed_on=ON)
    Duty.objects.all().update(until=AT + timedelta(days=7), ended="closed")  # who held it keeps sight of it
    with act_as(as_user(lin)):
        assert actions.get_next(AT) is None
        assert queue_of(lin.pk, AT).rows == ()

    Case.objects.filter(pk=own.pk).update(state="open", reason="", closed_on=None)
    Duty.objects.filter(case=own).update(until=None, ended="")
    with act_as(as_user(lin)):
        assert [actions.get_next(AT), actions.get_next(AT)] == [own.number, None]


def test_a_case_on_hold_is_not_handed_out_until_its_end(house):
    lin = house[2][0]
    case = a_case(1)
    held_by(case, house, lin)
    Flag.objects.create(case=case, kind="hold", since=ON, until=ON + timedelta(days=5), set_by="system", set_at=AT)

    actions.rerank(None, ON)
    with act_as(as_user(lin)):
        assert actions.get_next(AT) is None

    actions.rerank(None, ON + timedelta(days=6))
    with act_as(as_user(lin)):
        assert actions.get_next(AT + timedelta(days=6)) == case.number


def test_who_passes_a_case_over_gets_it_back_after_the_time_of_the_reason(house):
    lin = house[2][0]
    case = a_case(1)
    held_by(case, house, lin)
    with act_as(as_user(lin)):
        actions.get_next(AT)
        actions.skip(case.number, SkipReason.LATER, AT)

        assert Opening.objects.count() == 0
        assert actions.get_next(AT + timedelta(minutes=119)) is None
        assert actions.get_next(AT + timedelta(minutes=121)) == case.number


def test_who_needs_the_lead_s_help_says_so_until_the_case_is_worked(house):
    lin = house[2][0]
    case = a_case(1)
    held_by(case, house, lin)
    with act_as(as_user(lin)):
        actions.skip(case.number, SkipReason.NEEDS_HELP, AT)
        actions.rerank(None, ON)
        assert "needs_help" in Place.objects.get(case=case).why
        actions.leave_until(case.number, None, AT)
        actions.rerank(None, ON)
    assert "needs_help" not in Place.objects.get(case=case).why


def test_a_case_open_elsewhere_says_with_whom_and_is_free_when_not_seen_for_a_while(house):
    lin, jiang = house[2]
    case = a_case(1)
    held_by(case, house, lin)
    with act_as(as_user(lin)):
        assert actions.open_case(case.number, AT) is None
    with act_as(as_user(jiang)):
        assert actions.open_case(case.number, AT + timedelta(minutes=9)) == lin.pk
        assert actions.open_case(case.number, AT + timedelta(minutes=10)) is None
    with act_as(as_user(lin)):
        assert not actions.still_open(case.number, AT + timedelta(minutes=11))


def test_from_the_team_s_pool_a_case_becomes_the_taker_s_own(house):
    lin = house[2][0]
    case = a_case(1)
    held_by(case, house, None)

    with meeting_as("web"), act_as(as_user(lin)):
        assert Case.objects.count() == 0, "the pool is not seen"
        assert queue_of(lin.pk, AT).pool == 1, "only how many wait there"
        assert actions.get_next(AT) == case.number
        assert queue_of(lin.pk, AT).pool == 0
        assert Case.objects.count() == 1
    assert Duty.objects.get(case=case, until=None).user_id == lin.pk
    assert Place.objects.get(case=case).user == lin.pk


def test_many_who_ask_at_once_never_get_the_same_case(house):
    lender, team, users = house
    # One desk each: a person who asks twice lets go of what was not worked, and may rightly get it again.
    for name in ("wang", "zhao"):
        ensure_user(name, display_name=name, role=Role.COLLECTOR, organisation=lender, password="x" * 12, team=team)
        users.append(User.objects.get(username=name))
    for n in range(40):
        held_by(a_case(n), house, None)
    got: list[str] = []
    start = threading.Barrier(4)

    def ask(user: User) -> None:
        try:
            start.wait()
            with act_as(as_user(user)):
                for _ in range(12):
                    number = actions.get_next(AT)
                    if number:
                        got.append(number)
                        actions.leave_until(number, None, AT)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 40
    assert len(set(got)) == 40


def test_the_statement_ranks_as_the_law_says(house):
    lin = house[2][0]
    cases = [a_case(n, fen=fen, days=days, opened=opened) for n, (fen, days, opened) in enumerate([
        (100, 1, ON), (6_000_000, 28, date(2026, 1, 1)), (123_456_700, 200, ON), (5_000_000, 30, date(2026, 6, 1)),
    ])]  # fmt: skip
    for case in cases:
        held_by(case, house, lin)
    Promise.objects.create(case=cases[0], amount_fen=1, due_on=ON, channel="call", made_at=AT, made_by="system")
    Flag.objects.create(case=cases[3], kind="death", since=ON, set_by="system", set_at=AT)

    actions.rerank([case.pk for case in cases], ON)

    for case, edge in zip(cases, (29, 2, None, 0), strict=True):
        new = case.opened_on >= ON - timedelta(days=1)
        standing = Standing(case is cases[3], False, case is cases[0], False, new, edge, case.delinquent_fen)
        place = Place.objects.get(case=case)
        assert (place.rank, {QueueReason(one) for one in place.why}) == (rank(standing)[0], set(rank(standing)[1]))
    assert Place.objects.get(case=cases[3]).rank == HELD


def test_ranking_again_moves_nobody(house):
    held_by(a_case(1), house, house[2][0])
    actions.rerank(None, ON)

    assert actions.rerank(None, ON) == 0
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from cases_place")
        assert cursor.fetchone()[0] == 1
