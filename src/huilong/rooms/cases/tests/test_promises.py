"""Promises to pay: taken down within limits, put off, withdrawn, judged by the desk's money and at night."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions, queries
from huilong.rooms.cases.models import Case, Promise
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.cases.tests.test_duties import cases, holder, staff  # noqa: F401
from huilong.rooms.journal.queries import timeline
from huilong.rooms.ledger.actions import post_receipt

pytestmark = pytest.mark.django_db
CASE = "CL20260000001"


@pytest.fixture
def at():
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def desk(staff, cases, at, settings, tmp_path):
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    actions.assign([CASE], holder(staff["lin"]), DutyKind.COLLECT, actor="system", at=at)
    return staff


@pytest.fixture
def today(at) -> date:
    return timezone.localdate(at)


def promised(at, days=3, fen=5_000, **more):
    today = timezone.localdate(at)
    return actions.promise(
        CASE, fen, today + timedelta(days=days), **{"channel": "call", "today": today, "at": at, **more}
    )


def paid(at, fen, **more):
    today = timezone.localdate(at)
    return post_receipt(loan_id="L1", on=today, amount_fen=fen, actor="user:1", today=today, at=at, **more)


def listed():
    rows = queries.promises_of(queries.case_detail(CASE).case.id)
    return [(one.state.value, one.kept_fen) for one in rows][::-1]


def history():
    return [one.kind.value for one in queries.case_detail(CASE).events][::-1]


def test_a_promise_is_on_the_timeline_and_in_the_journal(desk, at):
    promised(at)

    assert listed() == [("open", 0)]
    assert queries.case_detail(CASE).events[0].says.en.startswith("Promised 50.00 by ")
    assert "promise.made" in [one.verb for one in timeline([("case", CASE)])]


def test_several_are_open_and_the_one_due_first_is_kept_first(desk, at):
    promised(at, 5)
    promised(at, 2)
    paid(at, 7_000)

    assert listed() == [("open", 2_000), ("kept", 5_000)]
    assert history() == ["promise_made", "promise_made", "receipt_posted", "promise_kept"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"fen": 1}, "promise-amount"), ({"days": 31}, "promise-day"), ({"days": -1}, "promise-day"),
        ({"channel": "pigeon"}, "no-choice"), ({"loan_id": "L2"}, "no-such-loan"), ({"person": 7}, "no-such-person"),
        ({"replaces": 99}, "promise-judged"),
    ],
)  # fmt: skip
def test_what_may_not_be_promised_is_refused(desk, at, asked, code):
    with pytest.raises(Refusal, match=code):
        promised(at, **asked)

    assert listed() == []


def test_four_are_open_at_most_and_the_setting_says_otherwise(desk, at, settings):
    for day in range(4):
        promised(at, day + 1)
    with pytest.raises(Refusal, match="promises-open"):
        promised(at, 9)
    settings.PROMISES = {"most_open": 5}

    assert promised(at, 9)


def test_a_promise_is_put_off_twice_in_thirty_days(desk, at):
    key = promised(at, 1)
    for day in (2, 3):
        key = promised(at, day, replaces=key)
    with pytest.raises(Refusal, match="promise-put-off"):
        promised(at, 4, replaces=key)

    assert [state for state, _ in listed()] == ["withdrawn", "withdrawn", "open"]
    assert queries.promises_of(queries.case_detail(CASE).case.id)[0].replaces is not None


def test_only_an_open_promise_is_withdrawn(desk, at):
    key, kept = promised(at), promised(at, 1, fen=100)
    paid(at, 100)
    actions.withdraw_promise(key, at=at)

    assert listed() == [("withdrawn", 0), ("kept", 100)]
    for judged in (key, kept):
        with pytest.raises(Refusal, match="promise-judged"):
            actions.withdraw_promise(judged, at=at)
    with pytest.raises(Refusal, match="no-such-promise"):
        actions.withdraw_promise(999, at=at)


def test_the_night_judges_and_a_second_time_changes_nothing(desk, at, today):
    promised(at, 0, fen=5_000)
    promised(at, 1, fen=5_000)
    paid(at, 1_000)
    first = actions.judge_promises(today)
    stands = history()

    assert first == {"promises": 2, "part_kept": 1}
    assert actions.judge_promises(today) == {"promises": 2}
    assert history() == stands
    assert actions.judge_promises(today + timedelta(days=1)) == {"promises": 2, "broken": 1}


def test_the_night_reads_many_promises_with_few_queries(desk, at, today, django_assert_max_num_queries):
    Promise.objects.bulk_create(
        Promise(case_id=queries.case_detail(CASE).case.id, amount_fen=100, due_on=today, channel="call", made_at=at,
                made_by="user:1") for _ in range(300)
    )  # fmt: skip
    with django_assert_max_num_queries(20):
        assert actions.judge_promises(today) == {"promises": 300, "broken": 300}


def test_who_does_not_hold_the_case_promises_nothing_and_sees_nothing(desk, at):
    def as_web(user, act):
        with act_as(Acting(user.pk)), connection.cursor() as cursor:
            cursor.execute("set local role huilong_web")
            try:
                return act()
            finally:
                cursor.execute("reset role")

    key = as_web(desk["lin"], lambda: promised(at))
    assert Promise.objects.get(pk=key).made_by == f"user:{desk['lin'].pk}"
    with pytest.raises(Refusal, match="no-such-case"):
        as_web(desk["zhou"], lambda: promised(at))
    with pytest.raises(Refusal, match="no-such-promise"):
        as_web(desk["zhou"], lambda: actions.withdraw_promise(key, at=at))
    as_web(desk["lin"], lambda: actions.withdraw_promise(key, at=at))
    assert listed() == [("withdrawn", 0)]


def test_nobody_promises_more_than_everything_owed(desk, at):
    owed = sum(Case.objects.values_list("outstanding_principal_fen", "delinquent_fen").get(number=CASE))
    with pytest.raises(Refusal, match="promise-beyond-debt"):
        promised(at, fen=owed + 1)
    promised(at, fen=owed)
