"""Cases move as the preview showed, or not at all; what is open on a desk stays; the last move can be undone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import assign
from huilong.rooms.cases.actions.moving import move, move_back
from huilong.rooms.cases.models import Case, Duty, Opening, Place
from huilong.rooms.cases.queries.moving import plan_of
from huilong.rooms.cases.rules.sharing import Share
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.cases.terms.moving import Load, MoveFilter
from huilong.rooms.people.actions import record_gate
from huilong.rooms.people.terms import GateKind
from tests.meeting import meeting_as

from .team import build, case_id, holder, number, promised

ANY = MoveFilter()


@pytest.fixture
def at():
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def users(db, at):
    return build(at - timedelta(days=20))


def plan(users, at, to=("wang", "lead"), asked=ANY, how=Share.EVEN):
    return plan_of([holder(users["lin"])], [holder(users[name]) for name in to], asked, how,
                   on=timezone.localdate(at), at=at, most=100)  # fmt: skip


def done(users, at, fingerprint, to=("wang", "lead"), asked=ANY, **more):
    return move([holder(users["lin"])], [holder(users[name]) for name in to], asked, Share.EVEN,
                fingerprint=fingerprint, actor=f"user:{users['lead'].pk}", on=timezone.localdate(at), at=at, most=100,
                **more)  # fmt: skip


def held(users):
    return {name: set(Case.objects.filter(assigned_to=user.pk).values_list("number", flat=True))
            for name, user in users.items()}  # fmt: skip


def test_a_plan_says_what_each_would_have_and_what_comes_with_it(users, at):
    promised(3, users["lin"], 5_000, timezone.localdate(at), at)
    Place.objects.filter(case_id=case_id(2)).update(why=["call_back"])
    wang, lead = plan(users, at).received
    assert (wang.now, wang.after) == (Load(1, 40_000), Load(2, 70_000))
    assert (wang.promises, wang.promised_fen, wang.call_backs) == (1, 5_000, 0)
    assert (lead.now, lead.after, lead.call_backs) == (Load(), Load(2, 30_000), 1)


def test_filters_narrow_what_moves(users, at):
    today = timezone.localdate(at)
    promised(1, users["lin"], 5_000, today - timedelta(days=2), at, state="broken")
    Place.objects.filter(case_id=case_id(2)).update(worked_on=today)
    for asked, cases in (
        (ANY, 3), (MoveFilter(broken=True), 1), (MoveFilter(unworked=True), 2), (MoveFilter(least_fen=20_000), 2),
        (MoveFilter(most_fen=10_000), 1), (MoveFilter(least_days=20, most_days=20), 1), (MoveFilter(buckets=(2,)), 0),
    ):  # fmt: skip
        assert plan(users, at, asked=asked).cases == cases, asked


def test_it_is_done_as_shown(users, at):
    shown = plan(users, at)
    assert done(users, at, shown.fingerprint) == 3
    assert held(users)["wang"] == {number(4), *shown.given[holder(users["wang"])]}
    assert held(users)["lead"] == {*shown.given[holder(users["lead"])]}
    assert held(users)["lin"] == set()


def test_a_case_open_on_a_desk_stays_until_it_was_left_alone_for_a_while(users, at):
    opening = Opening.objects.create(case_id=case_id(1), user=users["lin"].pk, since=at, seen_at=at)
    shown = plan(users, at)
    assert [one.number for one in shown.left_out] == [number(1)]
    assert done(users, at, shown.fingerprint) == 2
    assert held(users)["lin"] == {number(1)}
    Opening.objects.filter(pk=opening.pk).update(seen_at=at - timedelta(hours=1))
    assert plan(users, at).left_out == ()


@pytest.mark.parametrize("change", ["opened", "moved", "promised", "figures"])
def test_nothing_moves_when_the_desk_has_changed_since(users, at, change):
    shown = plan(users, at)
    if change == "opened":
        Opening.objects.create(case_id=case_id(1), user=users["lin"].pk, since=at, seen_at=at)
    elif change == "moved":
        assign([number(1)], holder(users["zhou"]), DutyKind.COLLECT, actor="system", at=at)
    elif change == "promised":
        promised(1, users["lin"], 5_000, timezone.localdate(at), at)
    else:
        Case.objects.filter(number=number(1)).update(delinquent_fen=1)
    before = held(users)
    with pytest.raises(Refusal, match="list-changed"):
        done(users, at, shown.fingerprint)
    assert held(users) == before


def test_one_receiver_who_cannot_hold_them_lets_nothing_move(users, at):
    shown = plan(users, at, to=("wang", "fang"))
    before = held(users)
    with pytest.raises(Refusal, match="holder-misfit"):
        done(users, at, shown.fingerprint, to=("wang", "fang"))
    assert held(users) == before


def test_the_last_move_is_undone_but_for_what_moved_on(users, at):
    done(users, at, plan(users, at).fingerprint)
    later = at + timedelta(minutes=1)
    assign([number(1)], holder(users["zhou"]), DutyKind.COLLECT, actor="system", at=later)
    actor = f"user:{users['lead'].pk}"
    assert move_back(at, actor=actor, at=later + timedelta(minutes=1)) == 2
    assert held(users)["lin"] == {number(2), number(3)}
    assert held(users)["zhou"] == {number(1), number(5)}
    with pytest.raises(Refusal, match="nothing-to-undo"):
        move_back(at, actor=actor, at=later + timedelta(minutes=2))


def test_what_a_team_holds_with_nobody_can_be_given_out_and_taken_back(users, at):
    lead = users["lead"]
    team = Holder(lead.organisation_id, lead.team_id)
    shown = plan_of([team], [holder(users["wang"])], ANY, Share.EVEN, on=timezone.localdate(at), at=at, most=100)
    assert shown.given == {holder(users["wang"]): (number(7),)}
    back = plan_of([holder(users["wang"])], [team], ANY, Share.EVEN, on=timezone.localdate(at), at=at, most=100)
    assert back.received[0].after == Load(2, 110_000)


@pytest.mark.django_db(transaction=True)
def test_the_pages_show_warn_confirm_and_undo(transactional_db, at):
    users = build(at - timedelta(days=20))
    today = timezone.localdate(at)
    for kind in (GateKind.NDA, GateKind.TRAINING):
        record_gate(users["wang"].pk, kind, valid_from=today, evidence="paper", actor=users["fang"].pk, at=at)
    client = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
    client.force_login(users["lead"])
    query = f"from=u{users['lin'].pk}&to=u{users['wang'].pk}&to=u{users['lead'].pk}&how=even"
    with meeting_as("web"):
        page = client.get(f"/desk/reassign/?{query}").content.decode()
        rows = dict(re.findall(r'<tr><th scope="row">(\w+) ·.*?</th>(.*?)</tr>', page, re.S))
        assert "tag-red" not in rows["wang"] and rows["lead"].count("tag-red") == 2
        print_of = re.search(r'name="fingerprint" value="(\w+)"', page).group(1)
        path = f"/desk/reassign/confirm?{query}"
        assert client.post(path, {"fingerprint": "0" * 32}).status_code == 409
        assert client.post(path, {"fingerprint": print_of}).status_code == 302
        with act_as(Acting(users["lead"].pk)):
            assert held(users)["lin"] == set()
        assert "/desk/reassign/undo" in client.get("/desk/reassign/").content.decode()
        assert client.post("/desk/reassign/undo").status_code == 302
        with act_as(Acting(users["lead"].pk)):
            assert held(users)["lin"] == {number(1), number(2), number(3)}
        assert client.post("/desk/reassign/undo").status_code == 409
        stranger = f"from=u{users['zhou'].pk}&to=u{users['lin'].pk}"
        assert client.get(f"/desk/reassign/?{stranger}").status_code == 422
        assert client.post(f"/desk/reassign/confirm?{stranger}", {"fingerprint": ""}).status_code == 422
    assert Duty.objects.filter(given_by=f"user:{users['lead'].pk}", until=None).count() == 3
