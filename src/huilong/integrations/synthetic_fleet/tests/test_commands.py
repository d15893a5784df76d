"""`huilong synthetic-fleet`: devices into vehicles on the desk, their fixes onto the shelf; the law is asked first."""

import json
from datetime import date, timedelta

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking import store
from huilong.rooms.tracking.models import Alarm, Device, Latest
from huilong.rooms.tracking.night import read_positions
from huilong.rooms.tracking.tests.cars import a_car
from huilong.site.cli import build_parser

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = date(2026, 3, 6)


def asked(tmp_path, *more: str):
    words = ["synthetic-fleet", "--vehicles", "3", "--days", "4", "--until", UNTIL.isoformat(), *more]
    return build_parser().parse_args([*words, "--truth", str(tmp_path / "truth.json")])


@pytest.fixture
def own_shelf(monkeypatch, tmp_path):
    shelf = store.Shelf(tmp_path / "positions")
    monkeypatch.setattr(store, "shelf", lambda: shelf)
    return shelf


def test_a_fleet_is_put_on_desk_and_shelf_and_read_by_the_night(settings, tmp_path, own_shelf, capsys):
    settings.TRACKING = {"impact_assessment": "PIA-2026-1"}
    for n in (1, 2):
        a_car(n)

    options = asked(tmp_path)
    assert options.run(options) == 0

    assert "2 vehicles" in capsys.readouterr().out
    assert Device.objects.filter(kind="wired").count() == 2 == Latest.objects.filter(device__kind="wired").count()
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["days"] == 4
    counts = read_positions(UNTIL)
    assert (counts["vehicles"], counts["stays"] > 0, counts["places"] > 0) == (2, True, True)
    assert Alarm.objects.count() == counts["raised"]


def test_without_an_impact_assessment_no_device_is_put_in(settings, tmp_path, own_shelf):
    settings.TRACKING = {}
    a_car(1)
    options = asked(tmp_path)

    with pytest.raises(Refusal):
        options.run(options)

    assert Device.objects.count() == 0 and own_shelf.days() == []


def test_a_night_without_devices_reads_nothing(own_shelf):
    counts = read_positions(UNTIL + timedelta(days=1))

    assert (counts["vehicles"], counts["stays"], counts["raised"]) == (0, 0, 0)
