"""Bulk sends: previewed without a trace, begun with a second person beyond a size, throttled, stopped."""

from datetime import timedelta

import pytest

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case
from huilong.rooms.compliance.models import Asked
from huilong.rooms.contact.actions.batches import start_batch, stop_batch, work_on_batches
from huilong.rooms.contact.actions.outbox import run_outbox
from huilong.rooms.contact.models import Batch, Message
from huilong.rooms.contact.queries import batches as queries
from huilong.rooms.contact.queries.batches import preview, progress
from huilong.rooms.contact.queries.templates import approved_template
from huilong.rooms.contact.terms import BatchState, Channel, MessageState, Previewed
from huilong.rooms.people.actions import decide, ensure_user
from huilong.rooms.people.models import Approval, User
from huilong.rooms.people.terms import Role
from tests.meeting import meeting_as

from .conftest import LATE, TEN
from .counting import Counting, allow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(writing) -> Acting:
    ensure_user("song", display_name="song", role=Role.MANAGER, organisation=writing.lin.organisation_id,
                password="x" * 12)  # fmt: skip
    user = User.objects.get(username="song")
    return Acting(user.pk, user.organisation_id, user.role)


def numbers() -> tuple[str, ...]:
    return tuple(Case.objects.order_by("id").values_list("number", flat=True))


def begun(manager, per_minute=60) -> int:
    template = approved_template("overdue_notice", "zh-hans")
    with meeting_as("web"), act_as(manager):
        pk, waits = start_batch(template, Previewed(numbers(), 0, {}), per_minute, TEN)
    assert not waits
    return pk


def test_a_preview_counts_by_the_rule_that_decides_and_stores_nothing(crowd, manager):
    crowd(4)
    Case.objects.filter(borrower="B-LN-0").update(delinquent_fen=0)
    template = approved_template("overdue_notice", "zh-hans")
    with meeting_as("web"), act_as(manager):
        now = preview(numbers(), template, TEN)
        night = preview(numbers(), template, LATE)
    assert now.refused.pop("nothing-past-due") == night.refused.pop("nothing-past-due") == 1
    assert now.permitted + sum(now.refused.values()) == 4
    assert night.permitted == 0 and all(rule.startswith("CN-") for rule in night.refused)
    assert Asked.objects.count() == 0 and Message.objects.count() == 0


def test_a_bulk_send_gives_out_no_more_a_minute_than_it_may(crowd, manager):
    crowd(9)
    pk, line = begun(manager, per_minute=3), Counting()
    sent = []
    with meeting_as("night"):
        assert work_on_batches(TEN) == 10
        for minute in range(5):
            at = TEN + timedelta(minutes=minute, seconds=1)
            run_outbox({Channel.SMS: line}, at, 100, ask=allow)
            run_outbox({Channel.SMS: line}, at + timedelta(seconds=30), 100, ask=allow)
            sent.append(len(line.taken))
    assert sent == [3, 6, 9, 10, 10]
    with act_as(manager):
        assert progress(pk) == {MessageState.SENT: 10}


def test_two_bulk_messages_to_one_person_are_one(crowd, manager):
    crowd(2)
    begun(manager)
    second = begun(manager)
    with meeting_as("night"):
        work_on_batches(TEN)
    assert Batch.objects.get(pk=second).skipped == {"already-queued": 3}
    assert Message.objects.count() == 3


def test_a_stopped_bulk_send_sends_nothing_more(crowd, manager):
    crowd(5)
    pk, line = begun(manager, per_minute=2), Counting()
    with meeting_as("night"):
        work_on_batches(TEN)
        run_outbox({Channel.SMS: line}, TEN, 100, ask=allow)
    with meeting_as("web"), act_as(manager):
        stop_batch(pk, TEN)
        with pytest.raises(Refusal, match="batch-stopped"):
            stop_batch(pk, TEN)
    with meeting_as("night"):
        work_on_batches(TEN)
        run_outbox({Channel.SMS: line}, TEN + timedelta(hours=1), 100, ask=allow)
    assert len(line.taken) == 2
    assert dict(Message.objects.values_list("stopped_why").distinct().values_list("stopped_why", "state")) == {
        "": "sent", "batch": "stopped",
    }  # fmt: skip


def test_beyond_a_size_a_second_person_agrees_first(crowd, manager, monkeypatch):
    crowd(3)
    monkeypatch.setattr("huilong.rooms.contact.actions.batches.ALONE", 2)
    ensure_user("fang", display_name="fang", role=Role.COMPLIANCE, organisation=manager.organisation, password="x" * 12)
    second = User.objects.get(username="fang")
    with meeting_as("web"), act_as(manager):
        pk, waits = start_batch(approved_template("overdue_notice", "zh-hans"), Previewed(numbers(), 4, {}), 60, TEN)
    assert waits
    with meeting_as("night"):
        assert work_on_batches(TEN) == 0
    asked = Approval.objects.get(kind="contact")
    with meeting_as("web"):
        with act_as(manager), pytest.raises(Refusal, match="not-a-second-person"):
            decide(asked.pk, approve=True, actor=manager.user, at=TEN)
        with act_as(Acting(second.pk, second.organisation_id, second.role)):
            decide(asked.pk, approve=True, actor=second.pk, at=TEN)
    assert Batch.objects.get(pk=pk).state == BatchState.RUNNING
    with meeting_as("night"):
        assert work_on_batches(TEN) == 4


@pytest.mark.parametrize(("size", "rate", "code"), [(0, 60, "batch-size"), (queries.MOST_AT_ONCE + 1, 60, "batch-size"),
                                                    (1, 0, "bad-throttle"), (1, 601, "bad-throttle")])  # fmt: skip
def test_a_bulk_send_out_of_bounds_is_refused(manager, size, rate, code):
    template = approved_template("overdue_notice", "zh-hans")
    with act_as(manager), pytest.raises(Refusal, match=code):
        start_batch(template, Previewed(("CL20260000001",) * size, 0, {}), rate, TEN)
