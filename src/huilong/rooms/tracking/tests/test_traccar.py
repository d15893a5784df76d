"""Traccar's door: knots, offsets, a token; what is answered is durable."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.actions.tokens import issue_token
from huilong.rooms.people.models import Organisation
from huilong.rooms.tracking import store
from huilong.rooms.tracking.models import Heard, Latest, Stranger
from huilong.rooms.tracking.rules.traccar import fix_of_traccar
from huilong.rooms.tracking.terms import FixSource
from tests.meeting import meeting_as

DOOR = "/hooks/positions/traccar/"


def forwarded(**position):
    told = {
        "id": 1, "attributes": {"sat": 9}, "deviceId": 7, "protocol": "jt808", "outdated": False, "valid": True,
        "fixTime": "2026-09-01T10:00:00.000+08:00", "deviceTime": "2026-09-01T10:05:00.000+08:00",
        "latitude": 36.65, "longitude": 117.12, "altitude": 31.0, "speed": 27.0, "course": 90.0,
    } | position  # fmt: skip
    return {"position": told, "device": {"id": 7, "uniqueId": "13800000001", "name": "car"}}


def test_knots_become_kilometres_and_offsets_utc():
    fix = fix_of_traccar(forwarded())

    assert fix.speed_kmh == 50.004 and fix.at == datetime(2026, 9, 1, 2, tzinfo=UTC)
    assert (fix.device, fix.lat, fix.lon, fix.course, fix.valid) == ("13800000001", 36.65, 117.12, 90, True)


def test_an_outdated_position_says_that_the_device_lives_not_where_it_is():
    fix = fix_of_traccar(forwarded(outdated=True))
    assert not fix.valid and fix.at == datetime(2026, 9, 1, 2, 5, tzinfo=UTC)


def test_alarms_are_known_by_our_words_and_a_cell_is_no_satellite():
    fix = fix_of_traccar(forwarded(attributes={"alarm": "powerCut,removing,highRpm", "approximate": True}))
    assert fix.alarms == ("power_cut", "removed") and fix.source is FixSource.CELL


@pytest.mark.parametrize(("body", "where"), [
    ({}, "position"), ([], "position"), ({"position": {}}, "device"),
    (forwarded(latitude=91), "position.latitude"), (forwarded(longitude=None), "position.longitude"),
    (forwarded(latitude=float("nan")), "position.latitude"), (forwarded(latitude=True), "position.latitude"),
    (forwarded(fixTime="2026-09-01T10:00:00"), "position.fixTime"), (forwarded(fixTime="soon"), "position.fixTime"),
    (forwarded() | {"device": {"uniqueId": ""}}, "device.uniqueId"),
])  # fmt: skip
def test_what_says_no_position_is_refused_by_its_field(body, where):
    with pytest.raises(Refusal) as told:
        fix_of_traccar(body)
    assert (told.value.code, told.value.where) == ("bad-position", where)


@pytest.fixture
def secret(house) -> str:
    lender = Organisation.objects.get(name="定位金融")
    return issue_token("traccar", lender.pk, ["position.send"], actor=0, at=timezone.now() - timedelta(1))[1]


def send(body, secret=""):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    with meeting_as("web"):
        return Client().post(DOOR, json.dumps(body), "application/json", headers=headers)


def test_a_position_with_a_token_is_kept_and_known(house, secret):
    answer = send(forwarded(fixTime=timezone.now().isoformat()), secret)
    assert (answer.status_code, answer.json()) == (200, {"kept": 1, "known": 1})
    assert len(house.shelf.kept) == 1 and Latest.objects.get().lat_e7 == 366_500_000


def test_an_unknown_device_is_kept_and_counted(house, secret):
    answer = send(forwarded() | {"device": {"uniqueId": "999"}}, secret)
    assert answer.json() == {"kept": 1, "known": 0} and Stranger.objects.get().number == "999"


def test_without_the_right_token_nothing_is_kept_and_too_many_wrong_ones_wait(house, secret):
    lender = Organisation.objects.get(name="定位金融")
    other = issue_token("other", lender.pk, ["case.view"], actor=0, at=timezone.now() - timedelta(1))[1]
    assert {send(forwarded(), one).status_code for one in ("", "hl_1_" + "x" * 43, "中", other)} == {401}
    last = [send(forwarded(), "wrong").status_code for _ in range(40)][-1]
    assert last == 429 and not house.shelf.kept


def test_nothing_is_answered_that_is_not_durable(house, secret, monkeypatch):
    def full(fixes, vehicles=None):
        raise OSError("no space left")

    monkeypatch.setattr(store, "append", full)
    with pytest.raises(OSError, match="no space"):
        send(forwarded(), secret)
    assert not Heard.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[" * 50_000])
def test_a_body_that_is_no_json_is_refused(house, secret, body):
    with meeting_as("web"):
        answer = Client().post(DOOR, body, "application/json", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code in (413, 422) and not house.shelf.kept
