"""What came of a contact: written down with all that follows, refused where something lacks, taken back at once."""

from datetime import date, timedelta

import pytest

from huilong.kernel.acting import act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.models import Flag, Opening, Place, Promise
from huilong.rooms.contact import actions
from huilong.rooms.contact.models import Activity
from huilong.rooms.contact.queries import outcomes
from huilong.rooms.contact.queries.activities import activities_of, my_day
from huilong.rooms.contact.rules.outcomes import read_outcomes
from huilong.rooms.contact.terms import Done
from tests.meeting import meeting_as

from .conftest import ON, TEN


def test_every_digit_has_its_outcome_and_one_only():
    assert [one.key for one in outcomes()] == list(range(1, 10))


def test_a_promise_is_kept_as_one_and_the_case_waits_for_its_day(house):
    with act_as(house.acts(house.lin)):
        cases.open_case(house.mei.number, TEN)
        call = actions.dial(house.mei.number, house.people["borrower"], TEN)
        done = Done("promise", amount_fen=423_500, on=ON + timedelta(days=3), note="周五发工资", call=str(call.key))
        actions.record_activity(house.mei.number, done, TEN)

        row = activities_of(house.mei.pk)[0]
    promise = Promise.objects.get()
    assert (promise.amount_fen, promise.due_on, promise.person) == (423_500, date(2026, 9, 4), house.people["borrower"])
    assert Place.objects.get(case=house.mei).not_before.isoformat() == "2026-09-04T01:00:00+00:00"
    assert Opening.objects.count() == 0, "who saves has put the case down"
    assert (row.note, row.outcome.zh, row.shown) == ("周五发工资", "承诺还款", "孙** 137****4005")
    assert "周五发工资".encode() not in bytes(Activity.objects.get().note)


@pytest.mark.parametrize(("done", "where"), [
    (Done("promise", on=ON, incoming=True), "amount"), (Done("promise", amount_fen=1, incoming=True), "date"),
    (Done("refuses", incoming=True), "reason"), (Done("refuses", reason="complains", incoming=True), "reason"),
    (Done("call_back", incoming=True), "time"), (Done("", incoming=True), "outcome"), (Done("no_answer"), "call"),
    (Done("objects", reason="complains", incoming=True), "note"),
])  # fmt: skip
def test_what_lacks_something_is_refused_with_its_field(house, done, where):
    with act_as(house.acts(house.lin)), pytest.raises(Refusal) as refused:
        actions.record_activity(house.mei.number, done, TEN)

    assert refused.value.where == where
    assert Activity.objects.count() == 0


def test_a_dispute_sets_its_flag_and_the_law_reads_it_at_the_next_call(house):
    with act_as(house.acts(house.lin)):
        done = Done("objects", reason="disputes_amount", note="罚息算错", incoming=True)
        actions.record_activity(house.mei.number, done, TEN)
        with pytest.raises(Refusal) as refused:
            actions.dial(house.mei.number, house.people["borrower"], TEN + timedelta(hours=80))

    assert Flag.objects.get().kind == "dispute"
    assert (refused.value.code, refused.value.rule) == ("law-needs-approval", "CN-COMP-002")


def test_undo_takes_the_promise_back_and_the_case_waits_as_before(house):
    with act_as(house.acts(house.lin)):
        before = Place.objects.get(case=house.mei)
        done = Done("promise", amount_fen=100_000, on=ON + timedelta(days=2), incoming=True)
        kept = actions.record_activity(house.mei.number, done, TEN)
        actions.undo_activity(kept, TEN + timedelta(seconds=5))

        after = Place.objects.get(case=house.mei)
        assert activities_of(house.mei.pk)[0].undone
    assert Promise.objects.get().state == "withdrawn"
    assert (after.not_before, after.worked_on) == (before.not_before, before.worked_on)


def test_after_its_seconds_nothing_is_undone_nor_by_a_colleague(house):
    with act_as(house.acts(house.lin)):
        kept = actions.record_activity(house.mei.number, Done("no_answer", incoming=True), TEN)
        with pytest.raises(Refusal, match="too-late-to-undo"):
            actions.undo_activity(kept, TEN + timedelta(seconds=11))
    with act_as(house.acts(house.jiang)), pytest.raises(Refusal, match="no-such-activity"):
        actions.undo_activity(kept, TEN)


def test_a_call_has_one_outcome_and_after_undo_another(house):
    with act_as(house.acts(house.lin)):
        call = actions.dial(house.mei.number, house.people["borrower"], TEN)
        kept = actions.record_activity(house.mei.number, Done("no_answer", call=str(call.key)), TEN)
        with pytest.raises(Refusal, match="call-told"):
            actions.record_activity(house.mei.number, Done("busy", call=str(call.key)), TEN)
        actions.undo_activity(kept, TEN + timedelta(seconds=2))
        actions.record_activity(house.mei.number, Done("busy", call=str(call.key)), TEN + timedelta(seconds=3))


def test_as_the_pages_meet_the_database_all_of_it_is_allowed_and_a_colleague_sees_nothing(house):
    with meeting_as("web"):
        with act_as(house.acts(house.lin)):
            call = actions.dial(house.mei.number, house.people["borrower"], TEN)
            done = Done("promise", amount_fen=100_000, on=ON + timedelta(days=2), call=str(call.key))
            kept = actions.record_activity(house.mei.number, done, TEN)
            actions.undo_activity(kept, TEN + timedelta(seconds=2))
            actions.record_activity(house.mei.number, Done("busy", call=str(call.key)), TEN + timedelta(seconds=3))
            assert my_day(house.lin.pk, ON).worked == 1
        with act_as(house.acts(house.jiang)):
            assert activities_of(house.mei.pk) == ()


def test_a_file_of_outcomes_that_is_wrong_says_where():
    one = {"code": "x", "key": 1, "zh": "甲", "en": "x", "reached": "debtor", "law": "effective"}
    wrong = [
        ({**one, "flags": 1}, "outcomes[0].flags"), ({**one, "key": 10}, "outcomes[0]"),
        ({**one, "requires": ["reason"]}, "outcomes[0].requires"), ({**one, "promise": True}, "outcomes[0].promise"),
        ({**one, "requires": ["reason"], "reasons": [{"code": "r", "zh": "乙", "en": "r", "flag": "nosuch"}]},
         "outcomes[0].reasons[0].flag"),
    ]  # fmt: skip
    for told, where in wrong:
        with pytest.raises(Refusal) as refused:
            read_outcomes({"outcomes": [told]}, frozenset({"hold"}))
        assert refused.value.where == where
    with pytest.raises(Refusal):
        read_outcomes({"outcomes": [one, {**one, "code": "y"}]}, frozenset())
