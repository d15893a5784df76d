"""Call logs: each row once, matched with our calls by id or by number and time, the rest listed; bad rows told."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions.calllog import import_calls, number_digest
from huilong.rooms.contact.models import Call, CallRecord
from huilong.rooms.contact.queries.calllog import unmatched_calls
from huilong.rooms.contact.rules.calllog import WINDOW, KnownCall, matched
from tests.meeting import meeting_as

from .conftest import ON, TEN
from .counting import UNHURRIED

HEAD = "话单号,开始时间,分机,被叫号码,通话时长,方向\n"
LOCAL = TEN.astimezone(ZoneInfo("Asia/Shanghai"))


def row(record, at=LOCAL, number="13700004005", seconds="30", direction="呼出") -> str:
    return f"{record},{at:%Y-%m-%d %H:%M:%S},801,{number},{seconds},{direction}\n"


def a_call(house, at=TEN, number="13700004005", provider_id="") -> Call:
    return Call.objects.create(
        key=uuid.uuid4(), case=house.mei, person=house.people["borrower"], number=number_digest(number), verdicts=[],
        user=house.lin.pk, organisation=1, at=at, state="ended", provider_id=provider_id,
    )  # fmt: skip


def take(text: str, name="calls.csv"):
    with meeting_as("night"):
        return import_calls(name, text.encode(), TEN)


@pytest.mark.django_db(transaction=True)
def test_rows_are_matched_by_the_provider_s_id_or_by_number_and_time(house):
    by_id = a_call(house, at=TEN - timedelta(hours=5), provider_id="R-1")
    near = a_call(house, at=TEN + timedelta(seconds=100))
    text = HEAD + row("R-1") + row("R-2", number="+86 137-0000-4005") + row("R-3", at=LOCAL + timedelta(minutes=30))
    text += row("R-4", direction="呼入", number="02088887777")
    came = take(text)
    assert (came.rows, came.new, came.matched, came.bad) == (4, 4, 2, ())
    assert dict(CallRecord.objects.exclude(call=None).values_list("record", "call")) == {
        "R-1": by_id.key, "R-2": near.key,
    }  # fmt: skip
    assert [one.record for one in unmatched_calls(ON)] == ["R-3"]
    assert CallRecord.objects.filter(number__contains="13700004005").count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_file_and_the_same_rows_again_change_nothing(house):
    text = HEAD + row("R-1") + row("R-2")
    assert not take(text).again
    assert take(text, "other-name.csv").again
    came = take(text + row("R-3"))
    assert (came.rows, came.new) == (3, 1)
    assert CallRecord.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_bad_rows_are_listed_with_line_and_reason_and_the_others_taken(house):
    text = HEAD + row("R-1") + row("", seconds="1") + "R-3,yesterday,801,13700004005,30,呼出\n"
    text += row("R-4", number="alice") + row("R-5", seconds="-1")
    text += row("R-6", direction="sideways") + "R-7,2026\n" + "\n" + row("R-8")
    came = take(text)
    assert came.bad == ((3, "bad-id"), (4, "bad-time"), (5, "bad-number"), (6, "bad-seconds"), (7, "bad-direction"),
                        (8, "cells-missing"))  # fmt: skip
    assert sorted(CallRecord.objects.values_list("record", flat=True)) == ["R-1", "R-8"]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_no_call_log_is_refused(house):
    with pytest.raises(Refusal, match="call-log-header"):
        take("a,b\n1,2\n")
    came = take("ID;At;Extension;Number;Seconds;Direction\nX;2026-09-01T10:00:00+08:00;1;13700004005;5;out\n")
    assert came.new == 1


NUMBERS = st.sampled_from(["n1", "n2"])
TIMES = st.integers(0, 600).map(lambda seconds: TEN + timedelta(seconds=seconds))


@UNHURRIED
@given(st.lists(st.tuples(NUMBERS, TIMES), max_size=8), st.lists(st.tuples(NUMBERS, TIMES), max_size=8))
def test_no_call_is_matched_twice_and_every_match_is_the_same_number_within_the_window(rows, calls):
    told = [(f"R{at}", number, when) for at, (number, when) in enumerate(rows)]
    known = [KnownCall(f"C{at}", number, when, "") for at, (number, when) in enumerate(calls)]
    found = list(matched(told, known))
    assert len({call for _, call in found}) == len(found) == len({record for record, _ in found})
    by_row, by_call = {one[0]: one for one in told}, {one.key: one for one in known}
    for record, call in found:
        assert by_row[record][1] == by_call[call].number
        assert abs(by_row[record][2] - by_call[call].at) <= WINDOW
    left_rows = [one for one in told if one[0] not in dict(found)]
    left_calls = [one for one in known if one.key not in {call for _, call in found}]
    for _, number, when in left_rows:  # nothing that could be matched is left on both sides
        assert not any(one.number == number and abs(one.at - when) <= WINDOW for one in left_calls)
    assert list(matched(list(reversed(told)), list(reversed(known)))) == found
