"""Calling somebody: asked for first, stored either way, counted, and the number seen by nobody."""

from datetime import timedelta

import pytest

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.models import Case
from huilong.rooms.cases.queries import case_brief
from huilong.rooms.cases.terms import FlagKind
from huilong.rooms.compliance.models import Asked, Outcome
from huilong.rooms.contact import actions
from huilong.rooms.contact.actions.activities import settle_outcomes
from huilong.rooms.contact.models import Call
from huilong.rooms.contact.queries.lights import lights_of
from huilong.rooms.contact.terms import AskReason, CallNews, CallState, Channel, Done
from huilong.rooms.journal.queries import timeline
from huilong.rooms.ledger.actions import post_receipt
from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import Gate, User

from .conftest import LATE, ON, TEN


def test_the_borrower_is_called_by_day_and_the_number_goes_to_the_telephone_only(house):
    with act_as(house.acts(house.lin)):
        call = actions.dial(house.mei.number, house.people["borrower"], TEN)

    assert house.line.dialled == [(str(call.key), "13700004005")]
    verdict = Asked.objects.get(pk=call.verdicts[0])
    assert (verdict.action, verdict.permitted, verdict.verdict) == ("contact.call", True, "allow")
    assert "13700004005" not in str(verdict.facts) + call.number
    told = [one.verb for one in timeline(("case", house.mei.number))]
    assert "call.begun" in told


def test_at_half_past_ten_at_night_nothing_rings_and_the_verdict_is_kept(house):
    with act_as(house.acts(house.lin)), pytest.raises(Refusal) as refused:
        actions.dial(house.mei.number, house.people["borrower"], LATE)

    assert refused.value.code == "law-blocked"
    assert refused.value.rule.startswith("CN-TIME-00")
    assert house.line.dialled == []
    assert Call.objects.count() == 0
    kept = Asked.objects.get()
    assert (kept.verdict, kept.permitted) == ("block", False)


def test_the_fourth_call_of_the_day_is_blocked_whoever_makes_it(house):
    with act_as(house.acts(house.lin)):
        for n in range(3):
            actions.dial(house.mei.number, house.people["borrower"], TEN + timedelta(minutes=n))
        with pytest.raises(Refusal) as refused:
            actions.dial(house.mei.number, house.people["borrower"], TEN + timedelta(hours=1))

    assert refused.value.rule in ("CN-FREQ-001", "CN-FREQ-002")
    assert len(house.line.dialled) == 3


def test_a_call_the_telephone_did_not_begin_does_not_count(house):
    house.line.works = False
    with act_as(house.acts(house.lin)):
        for n in range(4):
            call = actions.dial(house.mei.number, house.people["borrower"], TEN + timedelta(minutes=n))

    assert (call.state, call.code) == ("failed", "NO_LINE")
    assert set(Outcome.objects.values_list("kind", flat=True)) == {"not_done"}


def test_who_was_not_trained_may_not_call(house):
    Gate.objects.all().delete()

    with act_as(house.acts(house.lin)), pytest.raises(Refusal) as refused:
        actions.dial(house.mei.number, house.people["borrower"], TEN)
    assert refused.value.rule == "CN-STAFF-001"


def test_a_telephone_that_does_not_record_makes_no_call(house):
    house.line.records = False

    with act_as(house.acts(house.lin)), pytest.raises(Refusal) as refused:
        actions.dial(house.mei.number, house.people["borrower"], TEN)
    assert refused.value.rule == "CN-REC-001"


def test_a_contact_of_a_borrower_who_can_be_reached_is_not_called(house):
    with act_as(house.acts(house.lin)):
        permission = actions.ask_contact(house.mei.number, house.people["contact"], Channel.CALL, TEN)

    assert not permission.permitted
    assert permission.refusal.rule.startswith("CN-TP-")
    assert [Asked.objects.get(pk=one).action for one in permission.verdicts] == ["contact.third_party"]


def test_a_hold_stops_every_call_before_the_law_is_asked(house):
    with act_as(house.acts(house.lin)):
        cases.set_flag(house.mei.number, FlagKind.HOLD, since=ON, until=None, evidence="", note="", person=None,
                       detail={}, at=TEN)  # fmt: skip
        permission = actions.ask_contact(house.mei.number, house.people["borrower"], Channel.CALL, TEN)

    assert permission.refusal.code == "held"
    assert Asked.objects.count() == 0
    assert next(one.verb for one in timeline(("case", house.mei.number))) == "contact.stopped"


def test_who_paid_everything_today_is_not_called(house):
    Case.objects.filter(pk=house.mei.pk).update(delinquent_fen=0)

    with act_as(house.acts(house.lin)), pytest.raises(Refusal) as refused:
        actions.dial(house.mei.number, house.people["borrower"], TEN)
    assert refused.value.code == "nothing-past-due"


def test_the_lights_say_what_the_law_would(house):
    with act_as(house.acts(house.lin)):
        by_day = {one.role.value: one for one in lights_of(case_brief(house.mei.number), TEN)}
        by_night = {one.role.value: one for one in lights_of(case_brief(house.mei.number), LATE)}
        actions.dial(house.mei.number, house.people["borrower"], TEN)
        after = {one.role.value: one for one in lights_of(case_brief(house.mei.number), TEN)}

    assert by_day["borrower"].ok
    assert by_day["borrower"].left == 3
    assert not by_day["contact"].ok
    assert not by_night["borrower"].ok
    assert by_night["borrower"].changes_at.isoformat() == "2026-09-02T08:00:00+08:00"
    assert after["borrower"].left == 2


def test_an_unanswered_call_stops_counting_as_a_conversation_once_it_cannot_be_undone(house):
    with act_as(house.acts(house.lin)):
        call = actions.dial(house.mei.number, house.people["borrower"], TEN)
        actions.record_activity(house.mei.number, Done("no_answer", call=str(call.key)), TEN)
        assert settle_outcomes(TEN + timedelta(seconds=9)) == 0
        assert settle_outcomes(TEN + timedelta(seconds=11)) == 1
        assert settle_outcomes(TEN + timedelta(seconds=12)) == 0

    assert Outcome.objects.get().kind == "unanswered"


def test_news_of_a_call_may_come_twice_and_in_any_order(house):
    with act_as(house.acts(house.lin)):
        call = actions.dial(house.mei.number, house.people["borrower"], TEN)
    ended = CallNews(str(call.key), CallState.ENDED, TEN + timedelta(seconds=70), 60, "rec-1")
    answered = CallNews(str(call.key), CallState.ANSWERED, TEN + timedelta(seconds=10))

    assert actions.take_call_news([ended, answered, ended, CallNews("not-ours", CallState.ENDED, TEN)]) == 3
    call.refresh_from_db()
    assert (call.state, call.seconds, call.recording) == ("ended", 60, "rec-1")
    assert call.answered_at == answered.at


def test_a_contact_that_needs_approval_happens_with_two_names_and_no_other_does(house):
    lead = User.objects.get(username="jiang")
    User.objects.filter(pk=lead.pk).update(role="team_lead")
    with act_as(house.acts(house.lin)):
        cases.set_flag(house.mei.number, FlagKind.DISPUTE, since=ON, at=TEN)
        borrower = house.people["borrower"]
        with pytest.raises(Refusal, match="law-needs-approval"):
            actions.dial(house.mei.number, borrower, TEN)
        asked = actions.ask_a_second_person(house.mei.number, borrower, Channel.CALL, AskReason.SETTLED, TEN)
        with pytest.raises(Refusal, match="not-a-second-person"):
            decide(asked, approve=True, actor=house.lin.pk, at=TEN)
    with act_as(Acting(lead.pk, lead.organisation_id, "team_lead")):
        decide(asked, approve=True, actor=lead.pk, at=TEN)
    with act_as(house.acts(house.lin)):
        assert lights_of(case_brief(house.mei.number), TEN)[0].agreed
        call = actions.dial(house.mei.number, borrower, TEN + timedelta(minutes=1))
        with pytest.raises(Refusal, match="law-needs-approval"):
            actions.dial(house.mei.number, borrower, TEN + timedelta(days=2))
        with pytest.raises(Refusal, match="law-blocked"):
            actions.dial(house.mei.number, borrower, LATE)

    kept = Asked.objects.get(pk=call.verdicts[0])
    assert (kept.override["by"], kept.override["second"]) == (f"user:{house.lin.pk}", f"user:{lead.pk}")


def test_money_and_flags_stop_what_waits_to_be_sent(house, monkeypatch):
    stopped = []
    monkeypatch.setattr("huilong.rooms.contact.actions.messages.stop_messages",
                        lambda number, why, at,
                        channels=(): stopped.append((number, why.value, tuple(channels))))  # fmt: skip
    with act_as(house.acts(house.lin)):
        cases.set_flag(house.mei.number, FlagKind.HOLD, since=ON, detail={"channels": ["sms"]}, at=TEN)
        cases.set_flag(house.mei.number, FlagKind.UNREACHABLE, since=ON, at=TEN)
    post_receipt(loan_id="LN-MEI", on=ON, amount_fen=100, actor="system", today=ON, at=TEN)

    assert stopped == [(house.mei.number, "flag", ("sms",)), (house.mei.number, "receipt", ())]
