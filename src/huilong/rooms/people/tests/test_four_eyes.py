"""Four eyes: weighty acts wait for a second person; the asker never decides, in pages and in the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from huilong.kernel import events
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.models import Entry
from huilong.rooms.people import actions
from huilong.rooms.people.models import Approval, SecondFactor, User
from huilong.rooms.people.queries import approved
from huilong.rooms.people.terms import ApprovalKind, Role, UserLeft
from huilong.rooms.people.tests.cast import PASSWORD, acting_as, as_web, village

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def house(db):
    return village()


def by(house, name, at=AT):
    return {"actor": house[name].pk, "at": at}


def finance_for_lin(house, at=AT):
    return actions.change_user(
        house["lin"].pk, role=Role.FINANCE, organisation=house["lender"], team=None, **by(house, "deng", at)
    )


def test_a_weighty_role_waits_for_a_second_person_and_comes_with_the_consent(house):
    asked = finance_for_lin(house)

    assert User.objects.get(username="lin").role == "collector"
    assert not approved(asked)
    actions.decide(asked, approve=True, **by(house, "fang"))
    assert approved(asked)
    assert User.objects.get(username="lin").role == "finance"
    told = Entry.objects.filter(verb__in=["approval.asked", "approval.approved", "user.changed"]).order_by("id")
    assert [entry.verb for entry in told] == ["approval.asked", "approval.approved", "user.changed"]


def test_the_asker_never_decides_and_others_only_by_their_role(house):
    asked = finance_for_lin(house)

    for name in ("deng", "shen", "lin", "luo"):
        with pytest.raises(Refusal, match="not-a-second-person"):
            actions.decide(asked, approve=True, **by(house, name))
    assert Approval.objects.get().state == "waiting"


def test_a_refused_or_late_request_does_nothing(house):
    asked = finance_for_lin(house)
    with pytest.raises(Refusal, match="approval-gone"):
        actions.decide(asked, approve=True, **by(house, "fang", AT + timedelta(days=7)))
    actions.decide(asked, approve=False, **by(house, "fang"))
    with pytest.raises(Refusal, match="approval-gone"):
        actions.decide(asked, approve=True, **by(house, "fang"))

    assert User.objects.get(username="lin").role == "collector"


def test_the_same_is_asked_once_and_again_after_it_has_expired(house):
    finance_for_lin(house)
    with pytest.raises(Refusal, match="approval-waits"):
        finance_for_lin(house)

    finance_for_lin(house, AT + timedelta(days=8))
    assert sorted(Approval.objects.values_list("state", flat=True)) == ["expired", "waiting"]


def test_a_request_of_somebody_who_left_is_not_carried_out(house):
    asked = finance_for_lin(house)
    User.objects.filter(pk=house["deng"].pk).update(is_active=False)

    with pytest.raises(Refusal, match="asker-left"), transaction.atomic():
        actions.decide(asked, approve=True, **by(house, "fang"))
    assert Approval.objects.get().state == "waiting"


def test_a_lost_factor_is_taken_away_by_two(house):
    SecondFactor.objects.create(user=house["shen"], sealed=b"x", added_at=AT, confirmed_at=AT)
    asked = actions.ask_factor_reset(house["shen"].pk, **by(house, "deng"))

    assert SecondFactor.objects.exists()
    actions.decide(asked, approve=True, **by(house, "song"))
    assert not SecondFactor.objects.exists()


def test_the_last_administrator_leaves_only_through_a_second_person(house):
    with pytest.raises(Refusal):
        actions.leave(house["deng"].pk, **by(house, "deng"))
    asked = actions.ask_leave_of_last(house["deng"].pk, **by(house, "deng"))
    actions.decide(asked, approve=True, **by(house, "song"))

    assert not User.objects.get(username="deng").is_active


def test_leaving_is_told_upwards_and_ends_what_was_open(house, monkeypatch):
    heard = []
    monkeypatch.setattr(events, "_listeners", {UserLeft: [heard.append]})
    actions.leave(house["lin"].pk, **by(house, "deng"))

    assert heard == [UserLeft(house["lin"].pk, house["lender"], house["team"], AT)]
    with pytest.raises(Refusal, match="left-already"):
        actions.leave(house["lin"].pk, **by(house, "deng"))


def test_as_the_web_role_the_second_person_lets_the_asker_s_act_happen(house):
    now = timezone.now()
    as_web()
    with acting_as(house["deng"]):
        asked = finance_for_lin(house, now)
    with acting_as(house["fang"]):
        actions.decide(asked, approve=True, **by(house, "fang", now))
    with acting_as(house["deng"]):
        assert User.objects.get(username="lin").role == "finance"


def test_as_the_web_role_no_raw_statement_promotes_or_approves(house):
    as_web()
    with acting_as(house["deng"]):
        asked = finance_for_lin(house)
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(username="lin").update(role=Role.MANAGER)
        with pytest.raises(DatabaseError), transaction.atomic():
            Approval.objects.filter(pk=asked).update(state="approved", decided_by=house["deng"], decided_at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Approval.objects.filter(pk=asked).update(state="approved", decided_by=house["fang"], decided_at=AT)
    with acting_as(house["lin"]):
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(username="lin").update(role=Role.ADMINISTRATOR)
        assert User.objects.filter(username="zhou").update(role=Role.COLLECTOR) == 0
        assert Approval.objects.count() == 0


def test_as_the_web_role_an_agency_manager_stays_in_the_agency(house):
    as_web()
    with acting_as(house["luo"]):
        assert set(User.objects.values_list("username", flat=True)) == {"luo", "hu"}
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(username="luo").update(role=Role.ADMINISTRATOR)
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(username="hu").update(role=Role.AGENCY_MANAGER)
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(username="hu").update(organisation=house["lender"])
        key, _password = actions.add_user(
            "hu2", display_name="胡二", role=Role.AGENCY_AGENT, organisation=house["agency"], team=None,
            **by(house, "luo"),
        )  # fmt: skip
        assert User.objects.get(pk=key).must_change
        with pytest.raises(Refusal):
            actions.leave(house["lin"].pk, **by(house, "luo"))
        actions.leave(key, **by(house, "luo"))


@pytest.mark.parametrize(("role", "place"), [
    (Role.AUDITOR, "agency"), (Role.AGENCY_AGENT, "lender"), (Role.SERVICE, "lender"), (Role.BORROWER, "lender"),
])  # fmt: skip
def test_a_role_goes_only_where_it_exists(house, role, place):
    with pytest.raises(Refusal):
        actions.add_user(
            "neu", display_name="新", role=role, organisation=house[place], team=None, **by(house, "deng")
        )


def test_the_pages_ask_show_and_decide(client, house):
    client.force_login(house["deng"])
    form = {"role": "manager", "organisation": house["lender"], "team": ""}
    client.post(f"/staff/{house['lin'].pk}/change/", form)
    key = Approval.objects.get(kind=ApprovalKind.WEIGHTY_ROLE).pk
    assert b'value="approve"' not in client.get(f"/staff/approvals/{key}/").content
    assert client.post(f"/staff/approvals/{key}/decide/", {"decision": "approve"}).status_code == 403

    client.post("/logout")
    assert client.post("/login", {"username": "fang", "password": PASSWORD}).status_code == 302
    assert b'value="approve"' in client.get(f"/staff/approvals/{key}/").content
    client.post(f"/staff/approvals/{key}/decide/", {"decision": "approve"})
    assert User.objects.get(username="lin").role == "manager"
