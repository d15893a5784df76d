"""Fixes are durable before they are acknowledged, and the newest wins whatever the order of arrival."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.tracking import store
from huilong.rooms.tracking.actions import keep_fixes
from huilong.rooms.tracking.models import Heard, Latest, Stranger
from huilong.rooms.tracking.rules.newest import AHEAD, newest
from huilong.rooms.tracking.rules.tracks import track_of
from huilong.rooms.tracking.terms import Kept

from .cars import TEN, a_car, a_case, a_device, a_fix

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_the_newest_stands_and_a_late_one_does_not_move_it_back(shelf):
    device = a_device("13800000001", a_car(1))
    keep_fixes([a_fix("13800000001", TEN, lat=36.0)], TEN)
    keep_fixes([a_fix("13800000001", TEN - MINUTE, lat=35.0)], TEN + MINUTE)

    assert Latest.objects.get().lat_e7 == 360_000_000
    heard = Heard.objects.get(device=device)
    assert (heard.reported_at, heard.fixed_at, heard.heard_at) == (TEN, TEN, TEN + MINUTE)
    assert len(shelf.kept) == 2


@pytest.mark.django_db
def test_a_fix_of_no_device_of_ours_is_kept_and_counted(shelf):
    a_device("1", a_car(1))
    told = keep_fixes([a_fix("1"), a_fix("999"), a_fix("999", TEN - MINUTE)], TEN)

    assert told == Kept(3, 1, 2, 0)
    keep_fixes([a_fix("999", TEN + MINUTE)], TEN + MINUTE)
    stranger = Stranger.objects.get()
    assert (stranger.number, stranger.fixes, stranger.first_at, stranger.last_at) == ("999", 3, TEN, TEN + MINUTE)
    assert len(shelf.kept) == 4


@pytest.mark.django_db
def test_a_fix_without_a_usable_place_is_heard_but_moves_nothing(shelf):
    a_device("1", a_car(1))
    keep_fixes([a_fix("1", lat=36.0)], TEN)
    keep_fixes([a_fix("1", TEN + MINUTE, lat=0.0, lon=0.0, valid=False, alarms=("removed", "tamper"))], TEN + MINUTE)

    assert Latest.objects.get().at == TEN
    heard = Heard.objects.get()
    assert (heard.reported_at, heard.fixed_at, heard.alarms) == (TEN + MINUTE, TEN, ["removed", "tamper"])
    keep_fixes([a_fix("1", TEN + 2 * MINUTE)], TEN + 2 * MINUTE)
    assert Heard.objects.get().alarms == []


@pytest.mark.django_db
def test_a_clock_that_runs_far_ahead_does_not_stay_the_latest_for_ever(shelf):
    a_device("1", a_car(1))
    assert keep_fixes([a_fix("1", TEN + 2 * AHEAD)], TEN) == Kept(1, 0, 0, 1)
    assert not Latest.objects.exists() and len(shelf.kept) == 1


@pytest.mark.django_db
def test_a_fix_is_kept_beside_the_vehicle_its_device_was_in_by_then(shelf):
    car = a_car(1)
    a_device("1", car, since=TEN)
    keep_fixes([a_fix("1"), a_fix("1", TEN - MINUTE), a_fix("9")], TEN)
    assert {(one.device, one.at): car for one, car in zip(shelf.kept, shelf.vehicles, strict=True)} == {
        ("1", TEN - MINUTE): None, ("1", TEN): car.pk, ("9", TEN): None,
    }  # fmt: skip


@pytest.mark.django_db
def test_on_the_shelf_on_disk_a_track_finds_them_again():
    a_device("71", a_car(1))
    keep_fixes([a_fix("71"), a_fix("71", TEN + MINUTE, lat=36.7)], TEN + MINUTE)
    found = store.fixes_of(["71"], TEN, TEN + 2 * MINUTE)
    points, _stops, left_out, thinned = track_of([found])
    assert [one.lat for one in points] == [36.65, 36.7] and (left_out, thinned) == (0, False)


@pytest.mark.django_db
def test_a_course_beyond_a_full_turn_keeps_nobody_out(shelf):
    a_device("1", a_car(1))
    keep_fixes([a_fix("1", course=65_535, speed_kmh=float("inf"))], TEN)
    assert Latest.objects.get().course == 15


@pytest.mark.django_db
def test_nothing_is_put_on_the_desk_that_is_not_on_the_shelf_yet(monkeypatch):
    def full(fixes: Any, vehicles: Any = None) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(store, "append", full)
    a_device("1", a_car(1))
    with pytest.raises(OSError, match="no space"):
        keep_fixes([a_fix("1")], TEN)
    assert not Latest.objects.exists()


@pytest.mark.django_db
def test_thousands_of_fixes_are_one_look_and_one_statement(shelf, django_assert_num_queries):
    car = a_car(1)
    for n in range(50):
        a_device(f"{n}", car)
    fixes = [a_fix(f"{n % 60}", TEN + timedelta(seconds=n)) for n in range(3000)]
    with django_assert_num_queries(2):
        told = keep_fixes(fixes, TEN + timedelta(hours=1))
    assert told == Kept(3000, 50, 500, 0)


def test_who_hands_fixes_in_sees_no_place_and_who_looks_must_say_so(shelf, transactional_db):
    from huilong.rooms.people.actions import teach_scope
    from tests.meeting import meeting_as

    teach_scope()
    a_device("1", a_car(1, a_case(1)))
    with meeting_as("web"):
        with act_as(Acting(0, purpose="hook")):
            assert keep_fixes([a_fix("1"), a_fix("2")], TEN).devices == 1
        with act_as(Acting(0, purpose="work")):
            assert not Latest.objects.exists() and not Heard.objects.exists()
    with meeting_as("night"):
        assert keep_fixes([a_fix("1", TEN + MINUTE)], TEN + MINUTE).devices == 1


@given(st.permutations([a_fix("1", TEN + n * MINUTE, valid=n % 3 > 0) for n in range(8)]))
def test_the_order_of_arrival_changes_nothing(fixes):
    found, _ = newest(fixes, TEN + 8 * MINUTE)

    assert found["1"].report.at == TEN + 7 * MINUTE
    assert found["1"].place is not None and found["1"].place.at == TEN + 7 * MINUTE
