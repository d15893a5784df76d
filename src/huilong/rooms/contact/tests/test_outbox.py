"""The outbox: asked at the moment of sending, never given out twice, in order for each person, whoever dies when."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.db import connections

from huilong.kernel.acting import act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import Asked, Outcome
from huilong.rooms.contact.actions import marking, outbox
from huilong.rooms.contact.actions.messages import drop_message, queue_message, retry_message, stop_messages
from huilong.rooms.contact.actions.outbox import run_outbox
from huilong.rooms.contact.models import Activity, Message
from huilong.rooms.contact.queries.messages import text_of
from huilong.rooms.contact.terms import Channel, Handed, HandedState, Permission, StopReason
from huilong.rooms.journal.models import Entry
from tests.meeting import meeting_as

from .conftest import LATE, TEN
from .counting import LOST, TAKEN, Counting, Killed, allow

pytestmark = pytest.mark.django_db(transaction=True)
LATER = TEN + timedelta(hours=3)


def queue(house, template="overdue_notice", person="borrower", at=TEN, **more):
    with act_as(house.acts(house.lin)):
        return queue_message(house.mei.number, house.people[person], template, at=at, **more)


def run(channel, at=TEN, most=500, ask=allow):
    with meeting_as("night"):
        return dict(run_outbox({Channel.SMS: channel}, at, most, ask=ask).counts)


def the(key) -> Message:
    return Message.objects.get(key=key)


def test_a_message_is_made_of_its_template_at_the_moment_of_sending(writing):
    key, line = queue(writing), Counting()
    assert run(line, ask=None) == {"sent": 1}
    sent = line.taken[0]
    assert (sent.key, sent.to) == (str(key), "13700004005")
    assert "孙小红" in sent.body and "14,118.21" in sent.body and "400-800-1234" in sent.body
    kept = the(key)
    assert (kept.state, kept.attempts, kept.stated_fen) == ("sent", 1, 1_411_821)
    assert text_of(kept).strip() == sent.body and sent.body.encode() not in bytes(kept.body)
    act = Activity.objects.get()
    assert (act.channel, act.outcome, act.user, kept.activity) == ("sms", "sent", writing.lin.pk, act)
    asked = Asked.objects.get(pk=kept.verdicts[0])
    assert asked.permitted and asked.actor == f"user:{writing.lin.pk}" and asked.action == "contact.sms"
    assert Outcome.objects.get().kind == "done"


def test_neither_text_nor_number_is_anywhere_in_clear(writing):
    queue(writing)
    run(Counting(), ask=None)
    told = " ".join(str(one) for one in Entry.objects.values_list("detail", flat=True))
    told += " ".join(map(str, Message.objects.values_list()[0])) + " ".join(map(str, Activity.objects.values_list()[0]))
    for secret in ("13700004005", "孙小红", "14,118.21"):
        assert secret not in told


def test_quiet_hours_that_began_since_it_was_queued_hold_a_message_until_morning(writing):
    key, line = queue(writing, at=TEN), Counting()
    assert run(line, at=LATE, ask=None) == {"put_back": 1}
    kept = the(key)
    assert (kept.state, line.taken) == ("waiting", [])
    assert kept.due_at.astimezone(TEN.tzinfo).isoformat() == "2026-09-02T00:00:00+00:00"  # eight in Shanghai
    assert not Asked.objects.get().permitted
    assert run(line, at=kept.due_at - timedelta(minutes=1), ask=None) == {}
    assert run(line, at=kept.due_at, ask=None) == {"sent": 1}
    assert len(line.taken) == 1


def test_a_debtor_who_paid_since_is_not_written_to(writing):
    key, line = queue(writing), Counting()
    type(writing.mei).objects.update(delinquent_fen=0)
    assert run(line, ask=None) == {"stopped": 1}
    assert (the(key).stopped_why, the(key).code, line.given) == ("receipt", "nothing-past-due", {})


def test_what_the_law_blocks_for_good_is_stopped(writing, monkeypatch):
    key, line = queue(writing), Counting()
    monkeypatch.setattr("huilong.rooms.contact.rules.wording.flags_of", lambda found: ("threat",))
    assert run(line, ask=None) == {"stopped": 1}
    assert (the(key).stopped_why, line.given) == ("law", {})
    assert Asked.objects.get().verdict == "block"


def test_the_law_is_told_what_the_text_states_and_flags(writing):
    seen = []

    def ask(number, person, channel, at, **said):
        seen.append(said)
        return Permission((), None)

    queue(writing)
    run(Counting(), ask=ask)
    assert seen == [{"text_flags": (), "stated_fen": 1_411_821}]


def test_a_receipt_stops_what_waits_and_a_third_party_s_template_says_nothing_of_debt(writing):
    first = queue(writing)
    with pytest.raises(Refusal, match="discloses-debt"):
        queue(writing, person="spouse")
    second = queue(writing, "call_back", person="spouse")
    with pytest.raises(Refusal, match="already-queued"):
        queue(writing)
    assert stop_messages(writing.mei.number, "receipt", TEN) == 2
    assert {the(first).stopped_why, the(second).stopped_why} == {StopReason.RECEIPT}
    assert run(Counting()) == {}


def by_key(key: str, n: int):
    """Answers as a bad day brings them, by the key: lost and taken, lost and not, later, refused for a while."""
    if n > 1:
        return TAKEN, True
    dice = hashlib.sha256(key.encode()).digest()[0] % 5
    return [(TAKEN, True), (LOST, True), (LOST, False), (Handed(HandedState.LATER, "", "429", 60), False),
            (TAKEN, True)][dice]  # fmt: skip


@pytest.mark.slow
def test_two_workers_give_two_hundred_messages_out_once_each_and_in_order_for_each_person(crowd):
    line = Counting(by_key)
    keys = crowd(70, ("overdue_notice", "promise_reminder", "call_back"))[:200]
    errors = []

    def work():
        try:
            with meeting_as("night"):
                for minutes in range(0, 240, 4):
                    run_outbox({Channel.SMS: line}, TEN + timedelta(minutes=minutes), 60, ask=allow)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert errors == []
    taken = [one.key for one in line.taken]
    assert sorted(taken) == sorted(str(one) for one in Message.objects.values_list("key", flat=True))
    assert len(set(taken)) == len(taken) and len(keys) == 200
    order = {str(one.key): (one.person, one.pk) for one in Message.objects.all()}
    last: dict[int, int] = {}
    for person, pk in (order[key] for key in taken):
        assert last.get(person, 0) < pk
        last[person] = pk
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


POINTS = ["compose", "ask", "before_keep", "after_keep", "before_taking", "after_taking", "writing_down"]


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_anywhere_sends_nothing_twice_and_loses_nothing(writing, monkeypatch, point):
    key, line, armed = queue(writing), Counting(), [True]

    def dying(real, after=False):
        def act(*given, **named):
            if armed and not after:
                armed.clear()
                raise Killed
            came = real(*given, **named)
            if armed:
                armed.clear()
                raise Killed
            return came

        return act

    ask = outbox.ask_the_law
    if point == "compose":
        monkeypatch.setattr(outbox, "compose", dying(outbox.compose))
    elif point == "ask":
        ask = dying(outbox.ask_the_law, after=True)
    elif point in ("before_keep", "after_keep"):
        monkeypatch.setattr(marking, "keep_verdicts", dying(marking.keep_verdicts, after=point == "after_keep"))
    elif point == "writing_down":
        monkeypatch.setattr(marking, "mark_sent", dying(marking.mark_sent))
    else:
        line.send = dying(line.send, after=point == "after_taking")  # type: ignore[method-assign]
    with pytest.raises(Killed):
        run(line, ask=ask)
    assert the(key).state == "sending"
    assert run(line, at=TEN + timedelta(minutes=1)) == {}  # its lease has not run out
    for minutes in range(3, 30, 3):
        run(line, at=TEN + timedelta(minutes=minutes), ask=outbox.ask_the_law)
    assert [one.key for one in line.taken] == [str(key)]
    assert the(key).state == "sent"
    if point in ("after_keep", "before_taking", "after_taking", "writing_down"):
        assert line.asked[0] == str(key)  # asked after before it was given again
    assert line.given[str(key)] == 1
    open_verdicts = Asked.objects.filter(permitted=True, outcome=None)
    assert open_verdicts.count() == (1 if point in ("ask", "before_keep") else 0)


def test_a_worker_that_lives_keeps_its_message_however_slow_it_is(writing):
    key, line = queue(writing), Counting()
    inside, go_on = threading.Event(), threading.Event()

    def slow(name, n):
        inside.set()
        assert go_on.wait(30)
        return TAKEN, True

    line.answer = slow
    first = threading.Thread(target=lambda: (run(line), connections.close_all()))
    first.start()
    assert inside.wait(30)
    other = Counting()
    assert run(other, at=LATER) == {}
    go_on.set()
    first.join()
    assert other.given == {} and other.asked == []
    assert line.given == {str(key): 1} and the(key).state == "sent"


def test_one_who_was_overtaken_writes_nothing_down(writing):
    key, line = queue(writing), Counting()

    def overtaken(name, n):
        with meeting_as("night"):
            Message.objects.update(attempts=9)
        return TAKEN, True

    line.answer = overtaken
    assert run(line) == {"overtaken": 1}
    assert Activity.objects.count() == 0 and the(key).state == "sending"


def test_later_waits_as_long_as_asked_and_after_many_tries_a_person_looks(writing):
    key, line = queue(writing), Counting(lambda key, n: (Handed(HandedState.LATER, "", "429", 900), False))
    at, waits = TEN, []
    for _ in range(20):
        if the(key).state != "waiting":
            break
        run(line, at=at)
        waits.append(the(key).due_at - at)
        at = max(the(key).due_at, at)
    assert the(key).state == "dead" and line.given[str(key)] == 8
    assert all(wait >= timedelta(seconds=900) for wait in waits[:-1])
    assert Activity.objects.get().outcome == "not_sent"
    line.answer = lambda key, n: (TAKEN, True)
    with act_as(writing.acts(writing.lin)):
        retry_message(key, at)
    assert run(line, at=at) == {"sent": 1}
    assert the(key).activity.outcome == "sent"


def test_what_a_provider_cannot_tell_of_is_never_given_again_blindly(writing):
    key, line = queue(writing), Counting(lambda key, n: (LOST, True), can_ask=False)
    for hours in range(0, 40):
        run(line, at=TEN + timedelta(hours=hours))
    assert (the(key).state, the(key).in_hand, line.given[str(key)]) == ("dead", True, 1)
    retry_message(key, LATER)
    line.can_ask = True
    assert run(line, at=LATER) == {"sent": 1}
    assert line.given[str(key)] == 1


def test_a_refused_message_failed_and_the_next_of_the_person_goes_on(writing):
    first, second = queue(writing), queue(writing, "call_back")
    line = Counting(lambda key, n: (Handed(HandedState.REFUSED, "", "BLACK"), False) if key == str(first)
                    else (TAKEN, True))  # fmt: skip
    assert run(line) == {"failed": 1, "sent": 1}
    assert (the(first).state, the(first).code, the(second).state) == ("failed", "BLACK", "sent")


def test_a_later_message_does_not_overtake_one_that_waits(writing):
    first, second = queue(writing, not_before=LATER), queue(writing, "call_back")
    line = Counting()
    assert run(line) == {}
    assert run(line, at=LATER) == {"sent": 2}
    assert [one.key for one in line.taken] == [str(first), str(second)]


def test_an_e_mail_goes_to_the_address_the_lender_sent_and_to_nobody_without_one(writing):
    key, line = queue(writing, "overdue_letter_by_mail"), Counting()
    with pytest.raises(Refusal, match="no-address"):
        queue(writing, "overdue_letter_by_mail", person="guarantor")
    assert the(key).shown == "孙** s****@example.com"
    with meeting_as("night"):
        assert dict(run_outbox({Channel.EMAIL: line}, TEN, 5).counts) == {"sent": 1}
    assert (line.taken[0].to, line.taken[0].subject) == ("sun@example.com", "关于您的借据的还款提醒")
    assert Asked.objects.get().action == "contact.email"


def test_a_dead_letter_is_dropped_by_a_person(writing):
    key, line = queue(writing), Counting(lambda key, n: (LOST, False), can_ask=False)
    for hours in range(0, 40):
        run(line, at=TEN + timedelta(hours=hours))
    drop_message(key, LATER)
    assert (the(key).state, the(key).stopped_why) == ("stopped", "person")
    with pytest.raises(Refusal, match="message-moved-on"):
        retry_message(key, LATER)
