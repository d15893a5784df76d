"""Letters are numbered without a gap and kept as files of their case; reports settle what became of messages."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from huilong.kernel.acting import act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import Outcome
from huilong.rooms.contact.actions.messages import note_delivery, queue_message
from huilong.rooms.contact.actions.outbox import run_outbox
from huilong.rooms.contact.actions.reports import keep_reports, settle_reports
from huilong.rooms.contact.models import Activity, Message, ReportRow
from huilong.rooms.contact.queries.messages import text_of
from huilong.rooms.contact.terms import Channel, Delivery, Handed, HandedState, Report
from huilong.rooms.files.models import File
from tests.meeting import meeting_as

from .conftest import TEN
from .counting import Counting, Press, allow

pytestmark = pytest.mark.django_db(transaction=True)


def letter(house, template="demand_letter", person="borrower"):
    with act_as(house.acts(house.lin)):
        return queue_message(house.mei.number, house.people[person], template, at=TEN)


def press(on: Press, at=TEN, most=500, ask=allow):
    with meeting_as("night"):
        return dict(run_outbox({}, at, most, ask=ask, press=on).counts)


def test_a_letter_is_printed_as_a_numbered_file_of_its_case(writing):
    key, on = letter(writing), Press()
    assert press(on, ask=None) == {"printed": 1}
    kept = Message.objects.get(key=key)
    assert (kept.state, kept.letter_year, kept.letter_number) == ("sent", 2026, 1)
    told = on.letters[0]
    assert told.layout == "demand" and told.values["letter_number"] == "催函〔2026〕000001号"
    assert "催函〔2026〕000001号" in told.values["body"] and "孙小红" in text_of(kept)
    file = File.objects.get(pk=kept.file)
    assert (file.case_id, file.kind, file.media) == (writing.mei.pk, "letter", "application/pdf")
    assert Outcome.objects.get().kind == "done"
    with act_as(writing.acts(writing.lin)):
        note_delivery(key, True, TEN)
    assert Message.objects.get(key=key).state == "delivered"
    with pytest.raises(Refusal, match="message-moved-on"):
        note_delivery(key, False, TEN)


def test_a_letter_that_cannot_be_set_leaves_no_gap(writing):
    first, on = letter(writing), Press()
    on.fails = Refusal("bad-letter", zh="排不出。", en="It cannot be set.")
    assert press(on) == {"failed": 1}
    assert Message.objects.get(key=first).code == "bad-letter" and File.objects.count() == 0
    on.fails = None
    second = letter(writing)
    assert press(on) == {"printed": 1}
    assert Message.objects.get(key=second).letter_number == 1


def test_two_presses_number_thirty_letters_without_gap_or_twin(crowd):
    crowd(30, ("demand_letter",))
    on, errors = Press(), []

    def work():
        try:
            with meeting_as("night"):
                run_outbox({}, TEN, 100, ask=allow, press=on)
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
    numbers = sorted(Message.objects.values_list("letter_number", flat=True))
    assert numbers == list(range(1, 31))
    assert File.objects.count() == 30


def a_report(key="", provider_id="", delivery=Delivery.DELIVERED) -> Report:
    return Report(str(key), provider_id, delivery, TEN + timedelta(minutes=1), "DELIVRD")


def sent(house, line=None):
    with act_as(house.acts(house.lin)):
        key = queue_message(house.mei.number, house.people["borrower"], "overdue_notice", at=TEN)
    with meeting_as("night"):
        run_outbox({Channel.SMS: line or Counting()}, TEN, 5, ask=allow)
    return key


def settle(*reports, at=TEN + timedelta(minutes=2)):
    keep_reports(Channel.SMS, reports, at)
    with meeting_as("night"):
        return settle_reports(at)


def test_a_report_settles_its_message_once_however_often_it_comes(writing):
    key = sent(writing)
    assert settle(a_report(key), a_report(key)) == 1
    assert settle(a_report(key)) == 0
    assert Message.objects.get().state == "delivered" and ReportRow.objects.count() == 1
    assert settle(a_report(key, delivery=Delivery.FAILED)) == 1
    assert Message.objects.get().state == "delivered"
    assert Activity.objects.count() == 1


def test_a_report_by_the_provider_s_own_id_is_matched_too(writing):
    sent(writing, Counting(lambda key, n: (Handed(HandedState.ACCEPTED, "P-77", "OK"), True)))
    assert settle(a_report(provider_id="P-77", delivery=Delivery.FAILED)) == 1
    assert Message.objects.get().state == "failed"


def test_reports_of_messages_nobody_knows_are_kept_unmatched(writing):
    assert settle(a_report("8a6e0804-2bd0-4672-b79d-d97027f9071a"), a_report("no key"), a_report(provider_id="X")) == 0
    assert ReportRow.objects.filter(message=None).count() == 3


def test_a_late_report_corrects_a_dead_letter(writing):
    lost = Handed(HandedState.UNKNOWN, "", "timeout")
    line = Counting(lambda key, n: (lost, True), can_ask=False)
    key = sent(writing, line)
    for hours in range(1, 40):
        with meeting_as("night"):
            run_outbox({Channel.SMS: line}, TEN + timedelta(hours=hours), 5, ask=allow)
    assert Message.objects.get().state == "dead"
    assert settle(a_report(key), at=TEN + timedelta(hours=41)) == 1
    kept = Message.objects.get()
    assert (kept.state, kept.activity.outcome, kept.in_hand) == ("delivered", "sent", False)
    assert line.given[str(key)] == 1


def test_a_report_that_comes_before_the_answer_waits_for_the_worker(writing):
    line = Counting()

    def early(key, n):
        assert settle(a_report(key), at=TEN) == 0
        return Handed(HandedState.ACCEPTED, "", "OK"), True

    line.answer = early
    sent(writing, line)
    assert Message.objects.get().state == "sent"
    with meeting_as("night"):
        assert settle_reports(TEN + timedelta(minutes=1)) == 1
    assert Message.objects.get().state == "delivered"
