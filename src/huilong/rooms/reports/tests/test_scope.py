"""The database itself keeps who reads which rows and packs; pages and the night can work under it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.reports import actions
from huilong.rooms.reports.models import Delivery, Mailbox, Pack, Recovery, Schedule, SpanRow
from huilong.rooms.reports.queries import costs, dashboard, packs
from huilong.rooms.reports.terms import CostOf, Explained, Slice, Span, SplitBy
from huilong.rooms.reports.tests import postbox, world
from huilong.rooms.reports.tests.world import BEFORE, EARLIER, MONDAY_MORNING, SUNDAY

pytestmark = pytest.mark.django_db(transaction=True)
SET_UP = MONDAY_MORNING - timedelta(days=3)


@pytest.fixture
def who(settings):
    settings.MAIL_CHANNEL, settings.PACK_PRESS = "huilong.rooms.reports.tests.postbox.channel", ""
    postbox.BOX.mails.clear()
    told = world.people()
    world.rows(told)
    return told


@contextmanager
def page_of(who, name, role):
    """A page's work: in the pages' role, said to be somebody's."""
    with act_as(Acting(who[name], who["lender"], role)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        yield Acting(who[name], who["lender"], role)


@contextmanager
def night():
    """The night's work, by its role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role huilong_night")
        yield


def test_a_manager_reads_all_and_makes_a_pack(who):
    with page_of(who, "manager", "manager") as manager:
        assert SpanRow.objects.filter(from_on=BEFORE, on=SUNDAY).count() == world.LOANS
        found = dashboard.explained(Explained.CASH, Span(EARLIER, BEFORE, 0, True), Span(BEFORE, SUNDAY, 0, True))
        assert found.change < 0
        assert {one.kind for one in costs.costs_of(BEFORE, SUNDAY, 1).lines} == set(CostOf)
        for kind in CostOf:
            assert costs.spent_page(kind, BEFORE, SUNDAY) == ([], 0)
        made = actions.make_pack(MONDAY_MORNING)
        assert packs.pack_row(made.id) == made
        actions.schedule(0, 8, ["manager", "team_lead"], [], attach=False, by=manager, at=SET_UP)
        actions.keep_mailbox("manager@example.com", manager, SET_UP)


def test_a_team_lead_reads_the_teams_and_makes_its_pack_only(who):
    with page_of(who, "manager", "manager"):
        house = actions.make_pack(MONDAY_MORNING)
    with page_of(who, "lead", "team_lead"):
        assert set(SpanRow.objects.values_list("team", flat=True)) == {who["one"]}
        assert set(Recovery.objects.values_list("team", flat=True)) <= {who["one"]}
        assert {one.name for one in dashboard.ranking(Slice(BEFORE, SUNDAY), SplitBy.PERSON)} <= {"Mei", "Hang"}
        assert not Pack.objects.filter(pk=house.id).exists()
        own = actions.make_pack(MONDAY_MORNING, team=who["one"])
        assert Pack.objects.get().pk == own.id
        assert not Schedule.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            actions.make_pack(MONDAY_MORNING, team=None)


def test_the_night_delivers_and_each_sees_the_own_delivery_and_address(who):
    for name, role in (("manager", "manager"), ("lead", "team_lead")):
        with page_of(who, name, role) as one:
            actions.keep_mailbox(f"{name}@example.com", one, SET_UP)
            if name == "manager":
                actions.schedule(0, 8, ["manager", "team_lead"], [], attach=True, by=one, at=SET_UP)
    with night():
        assert actions.deliver(MONDAY_MORNING) == {"due": 5, "done": 5, "waiting": 0, "failed": 0}
    assert {mail.to for mail in postbox.BOX.mails} == {"manager@example.com", "lead@example.com"}
    with page_of(who, "lead", "team_lead"):
        assert set(Delivery.objects.values_list("user", flat=True)) == {who["lead"]}
        assert list(Mailbox.objects.values_list("address", flat=True)) == ["lead@example.com"]
        pack = packs.notices_for(who["lead"])[0].pack
        assert actions.mark_read(pack, who["lead"], MONDAY_MORNING) == 1
        assert packs.notices_for(who["lead"]) == []
    with page_of(who, "mei", "collector"):
        assert not Delivery.objects.exists() and not Pack.objects.exists() and not SpanRow.objects.exists()
