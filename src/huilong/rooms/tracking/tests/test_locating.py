"""Where a vehicle is, is opened for a stated purpose under the law, written down, and told to nobody else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from huilong.kernel.acting import act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import Asked, Outcome
from huilong.rooms.journal.models import Entry
from huilong.rooms.tracking.actions import keep_fixes, open_fleet, open_location, open_track
from huilong.rooms.tracking.models import Binding, Consent, Device, Latest, Look
from huilong.rooms.tracking.queries import looks_page, stages_from
from huilong.rooms.tracking.terms import LocatingStage, LookKind, LookPurpose
from tests.meeting import meeting_as

from .cars import TEN, a_device, a_fix

MINUTE = timedelta(minutes=1)
NOW = TEN + 3 * MINUTE
COLLECT, RECOVER = LookPurpose.COLLECT, LookPurpose.RECOVER


@pytest.fixture
def heard(house):
    """Each device said where it is at ten."""
    keep_fixes([a_fix(f"1380000000{n}", lat=36.0 + n / 100) for n in (1, 2, 3)], TEN)
    return house


@contextmanager
def acting(house, user) -> Iterator[None]:
    """Act as a user, as the pages do: row-level security binds."""
    with meeting_as("web"), act_as(house.acts(user)):
        yield


def refused(act) -> Refusal:
    with pytest.raises(Refusal) as told:
        act()
    return told.value


def test_the_latest_place_of_an_overdue_vehicle_opens_with_its_age(heard):
    with acting(heard, heard.lead):
        told = open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW)

    assert told.place is not None
    assert (told.place.lat, told.place.age_seconds, told.stage) == (36.01, 180, LocatingStage.OVERDUE_DEFAULT)
    look = Look.objects.get()
    assert (look.user, look.kind, look.purpose, look.points) == (heard.lead.pk, "one", "collect", 1)
    assert Asked.objects.get(pk=look.verdicts[0]).permitted and Outcome.objects.get().kind == "done"


def test_neither_journal_nor_verdict_says_a_place(heard):
    with acting(heard, heard.lead):
        open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW)
        open_fleet(COLLECT, NOW)

    entries = list(Entry.objects.filter(verb__startswith="location.").order_by("id"))
    assert [(one.verb, one.purpose) for one in entries] == [
        ("location.opened", "locate"), ("location.fleet_opened", "locate"),
    ]  # fmt: skip
    told = json.dumps([one.detail for one in entries]) + json.dumps(list(Asked.objects.values_list("facts", flat=True)))
    assert "36.0" not in told and "117.1" not in told and "360" not in told


def test_who_pays_on_time_is_not_located(heard):
    with acting(heard, heard.lead):
        told = refused(lambda: open_location(heard.paid.case.number, heard.paid.pk, COLLECT, NOW))
    assert (told.code, told.rule) == ("law-blocked", "CN-GPS-001")
    assert not Look.objects.exists() and not Asked.objects.get().permitted


def test_without_a_consent_on_record_nobody_is_located(heard):
    Consent.objects.filter(vehicle=heard.near).delete()
    with acting(heard, heard.lead):
        told = refused(lambda: open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW))
    assert told.code == "law-needs-approval" and not Look.objects.exists()


def test_a_consent_withdrawn_blocks_from_its_day_on(heard):
    Consent.objects.filter(vehicle=heard.near).update(withdrawn_on=date(2026, 9, 1))
    with acting(heard, heard.lead):
        told = refused(lambda: open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW))
        assert told.code == "law-blocked"
        assert open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW - timedelta(days=1)).place is not None


def test_a_purpose_that_does_not_fit_the_stage_is_refused(heard):
    with acting(heard, heard.lead):
        told = refused(lambda: open_location(heard.near.case.number, heard.near.pk, RECOVER, NOW))
        assert told.code == "purpose-unfit"
        stages_from(lambda vehicles, at: {heard.near.pk: LocatingStage.REPOSSESSION_ORDERED})
        assert open_location(heard.near.case.number, heard.near.pk, RECOVER, NOW).stage == "repossession_ordered"


def test_an_open_alarm_lets_a_vehicle_be_located_that_pays_on_time(heard):
    stages_from(lambda vehicles, at: {heard.paid.pk: LocatingStage.COLLATERAL_ALARM})
    with acting(heard, heard.lead):
        told = open_location(heard.paid.case.number, heard.paid.pk, LookPurpose.ALARM, NOW)
    assert told.place is not None and told.place.lat == 36.02


def test_an_agency_opens_one_position_of_a_placed_case_and_never_a_trail(heard):
    with acting(heard, heard.agent):
        told = open_location(heard.placed.case.number, heard.placed.pk, COLLECT, NOW)
        assert told.place is not None
        trail = refused(lambda: open_track(heard.placed.case.number, heard.placed.pk, COLLECT, TEN, NOW, NOW))
        fleet = refused(lambda: open_fleet(COLLECT, NOW))
        stranger = refused(lambda: open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW))
    assert (trail.code, trail.rule, fleet.code, stranger.code) == (
        "law-needs-approval", "CN-GPS-002", "fleet-of-the-house", "no-such-vehicle",
    )  # fmt: skip
    assert [one.action for one in Asked.objects.order_by("id")] == ["gps.locate", "gps.share"] * 2
    assert Look.objects.get().points == 1


def test_the_database_shows_a_place_only_to_who_states_that_he_looks(heard):
    with acting(heard, heard.manager):
        assert not Latest.objects.exists()


def test_the_fleet_shows_who_may_be_located_and_counts_the_others(heard):
    with acting(heard, heard.manager):
        told = open_fleet(COLLECT, NOW)
    assert {one.vehicle for one in told.dots} == {heard.near.pk, heard.placed.pk} and told.held_back == 1
    look = Look.objects.get()
    assert (look.kind, look.vehicle_count, look.vehicles) == ("fleet", 2, [heard.near.pk, heard.placed.pk])
    assert len(look.verdicts) == 1 and Asked.objects.count() == 1
    assert Entry.objects.filter(verb="location.fleet_opened").count() == 1


def test_a_lead_sees_the_fleet_of_the_own_cases_only(heard):
    with acting(heard, heard.lead):
        told = open_fleet(COLLECT, NOW)
    assert {one.vehicle for one in told.dots} == {heard.near.pk} and told.held_back == 1


def test_a_fleet_look_is_a_look_at_each_of_its_vehicles(heard):
    with acting(heard, heard.manager):
        open_fleet(COLLECT, NOW)
        open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW)
    with acting(heard, heard.compliance):
        found = looks_page({"vehicle": heard.placed.pk}, sort="-at", page=1, size=50)
        assert [one.kind for one in found.rows] == [LookKind.FLEET]
        assert looks_page({"vehicle": heard.near.pk}, sort="-at", page=1, size=50).total == 2
    with acting(heard, heard.lead):
        assert looks_page({}, sort="-at", page=1, size=50).total == 0


def test_a_track_is_of_the_time_the_device_was_in_this_vehicle(heard):
    device = Device.objects.get(vehicle=heard.near)
    Binding.objects.filter(device=device).update(since=TEN + 5 * MINUTE)
    Device.objects.filter(pk=device.pk).update(since=TEN + 5 * MINUTE)
    keep_fixes([a_fix(device.number, TEN + n * MINUTE, lat=36.01) for n in range(1, 40)], TEN + 40 * MINUTE)
    keep_fixes([a_fix(device.number, TEN + n * MINUTE, lat=36.20) for n in range(40, 70)], TEN + 70 * MINUTE)
    keep_fixes([a_fix(device.number, TEN + 71 * MINUTE, lat=0.0, lon=0.0, valid=False)], TEN + 71 * MINUTE)

    until = TEN + 80 * MINUTE
    with acting(heard, heard.lead):
        told = open_track(heard.near.case.number, heard.near.pk, COLLECT, TEN, until, until)

    assert told.points[0].at == TEN + 5 * MINUTE and len(told.points) == 65 and told.left_out == 1
    assert [(one.no, one.minutes) for one in told.stops] == [(1, 35), (2, 29)]
    assert Look.objects.get().kind == "track"


def test_the_latest_place_of_another_vehicle_is_not_this_one_s(heard):
    device = Device.objects.get(vehicle=heard.near)
    Device.objects.filter(pk=device.pk).update(since=NOW)
    with acting(heard, heard.lead):
        assert open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW + MINUTE).place is None


def test_money_of_today_ends_the_stage_before_the_night_does(heard, monkeypatch):
    from types import SimpleNamespace

    from huilong.rooms.tracking.queries import stages

    paid = [SimpleNamespace(loan_id=heard.near.loan_id)]
    monkeypatch.setattr(stages.ledger, "not_in_book", lambda loans: [one for one in paid if one.loan_id in loans])
    now = SimpleNamespace(unknown=(), loans=[SimpleNamespace(loan_id=heard.near.loan_id, past_due_days=0)])
    monkeypatch.setattr(stages, "live_position", lambda number, at: now)
    with acting(heard, heard.lead):
        told = refused(lambda: open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW))
    assert told.rule == "CN-GPS-001"


def test_two_devices_in_one_vehicle_the_newest_place_counts(heard):
    a_device("77", heard.near)
    keep_fixes([a_fix("77", TEN + MINUTE, lat=35.5)], NOW)
    with acting(heard, heard.lead):
        told = open_location(heard.near.case.number, heard.near.pk, COLLECT, NOW)
    assert told.place is not None and (told.place.device, told.place.lat) == ("77", 35.5)
