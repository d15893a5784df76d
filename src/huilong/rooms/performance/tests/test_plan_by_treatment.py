"""The plan of a day does what the strategy decided: by its channel, not before its next look, never beyond the law."""

from datetime import datetime, timedelta

import pytest

from huilong.rooms.performance import actions, queries
from huilong.rooms.performance.models import PlanLine
from huilong.rooms.performance.terms import ActReason, PlanStanding
from tests.meeting import meeting_as

from .conftest import AT, ON

pytestmark = pytest.mark.django_db(transaction=True)
TUESDAY = ON + timedelta(days=1)


def decided(number, channel, *, on=ON, every=3, look=2, limit=50_000, struck="", queue="early"):
    """What a night decided about the borrower of a case."""
    from huilong.rooms.strategy.actions import ensure_shipped
    from huilong.rooms.strategy.models import Decision, Version

    ensure_shipped(AT)
    Decision.objects.create(
        on=on, borrower=f"B{number}", number=f"CL2026{number:07d}", row=1, arm="champion", probability_ppm=1_000_000,
        version=Version.objects.get(strategy__purpose="treatment"), channel=channel, tone="neutral", every_days=every,
        offer_limit_ppm=limit, queue=queue, next_look_days=look, struck=struck, rule="r" if struck else "",
    )  # fmt: skip


def worked(number, channel, on):
    """Somebody turned to the borrower by a channel that day."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.contact.models import Activity

    Activity.objects.create(
        case=Case.objects.get(number=f"CL2026{number:07d}"), at=datetime.combine(on, AT.timetz()), on=on,
        channel=channel, direction="out", outcome="no_answer", user=1, organisation=1,
    )  # fmt: skip


def planned(on=ON):
    """The lines of the next working day by case, as the night makes them."""
    with meeting_as("night"):
        actions.roll(on, [], AT)
    return {int(one.case.number[-4:]): one for one in PlanLine.objects.select_related("case")}


def test_a_task_has_the_channel_and_the_offer_of_the_treatment(desk):
    for number, channel in ((1, "call"), (2, "sms"), (3, "letter"), (4, "none")):
        decided(number, channel, look=1)
    lines = planned()
    assert {number: lines[number].channel for number in (1, 2, 3, 4)} == {
        1: "call", 2: "sms", 3: "letter", 4: "none",
    }  # fmt: skip
    assert {lines[number].state for number in (1, 2, 3, 4)} == {PlanStanding.PLANNED}
    assert all(lines[number].offer_limit_ppm == 50_000 for number in (1, 2, 3, 4))
    assert lines[4].reasons == [ActReason.LOOK_DUE] and lines[1].reasons == [ActReason.TREATMENT_DUE]
    assert (lines[5].channel, lines[5].offer_limit_ppm, lines[5].look_on) == ("call", None, None)


def test_whose_next_look_is_later_is_not_planned_and_the_day_is_told(desk):
    decided(1, "none", look=5)
    decided(2, "call", on=ON - timedelta(days=1), look=3)
    decided(2, "call", look=3)  # the same again: nothing new begins
    worked(2, "call", ON)
    lines = planned()
    assert {number: (lines[number].state, lines[number].look_on) for number in (1, 2)} == {
        1: (PlanStanding.WAITS, ON + timedelta(days=5)), 2: (PlanStanding.WAITS, ON + timedelta(days=3)),
    }  # fmt: skip
    assert lines[1].place == lines[2].place == 0
    lines = planned(ON + timedelta(days=2))
    assert lines[2].state == PlanStanding.PLANNED


def test_nights_that_decide_the_same_do_not_put_the_look_off(desk):
    for back in (3, 2, 1, 0):
        decided(1, "none", on=ON - timedelta(days=back), look=4)
    assert planned()[1].state == PlanStanding.PLANNED


def test_a_treatment_that_changed_begins_anew(desk):
    decided(1, "none", on=ON - timedelta(days=3), look=9)
    decided(1, "none", on=ON - timedelta(days=2), look=2)
    decided(1, "none", on=ON - timedelta(days=1), look=9)
    decided(1, "none", look=2)
    line = planned()[1]
    assert (line.state, line.look_on) == (PlanStanding.WAITS, ON + timedelta(days=2))


def test_a_promise_due_that_day_does_not_wait_for_the_strategy(desk):
    from huilong.rooms.cases.models import Case, Promise

    decided(1, "none", look=9)
    Promise.objects.create(case=Case.objects.get(number=f"CL2026{1:07d}"), amount_fen=100, due_on=TUESDAY,
                           channel="call", made_at=AT, made_by="user:1", state="open")  # fmt: skip
    line = planned()[1]
    assert (line.state, line.channel) == (PlanStanding.PLANNED, "call")
    assert ActReason.PROMISE_DUE in line.reasons


def test_the_law_is_asked_for_the_channel_of_the_treatment(desk):
    from huilong.rooms.cases.models import Case, Flag, Promise

    decided(1, "call")
    case = Case.objects.get(number=f"CL2026{1:07d}")
    Flag.objects.create(case=case, kind="minor", since=ON, set_by="user:1", set_at=AT)
    decided(2, "none", struck="call", look=9)
    Promise.objects.create(case=Case.objects.get(number=f"CL2026{2:07d}"), amount_fen=100, due_on=TUESDAY,
                           channel="call", made_at=AT, made_by="user:1", state="open")  # fmt: skip
    lines = planned()
    assert {lines[1].state, lines[2].state} == {PlanStanding.NOT_LAWFUL}


def test_a_decision_of_long_ago_stands_no_more(desk):
    decided(1, "none", on=ON - timedelta(days=40), look=80)
    assert planned()[1].look_on is None


def test_the_page_of_the_plan_reads_channel_offer_and_day(desk):
    decided(1, "none", look=5)
    decided(3, "sms")
    planned()
    rows = {row.number[-1]: row for row in queries.plan_page(desk["mei"].pk, TUESDAY).rows}
    assert (rows["3"].channel.value, rows["3"].offer_limit_ppm, rows["3"].look_on) == ("sms", 50_000, TUESDAY)
    assert (rows["1"].state, rows["1"].look_on) == (PlanStanding.WAITS, ON + timedelta(days=5))
    figures = queries.planned_by_person([desk["mei"].pk], TUESDAY)[desk["mei"].pk]
    assert figures["waits"] == 1
