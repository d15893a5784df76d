"""The gateway before the real desk: registering, reporting, and what is on the shelf and the desk afterwards."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from huilong.integrations.jt808.answers import Registering, Result
from huilong.integrations.jt808.directory import DeskDirectory
from huilong.integrations.jt808.gateway import Gateway
from huilong.integrations.jt808.serving import keep
from huilong.integrations.jt808.simulator import Device, drive
from huilong.rooms.journal.models import Entry
from huilong.rooms.tracking import models, store
from huilong.rooms.tracking.actions import compact_fixes
from huilong.rooms.tracking.queries.reporting import numbers_of, reporting_device
from huilong.rooms.tracking.terms import DeviceKind

NUMBER = "13912345678"


@pytest.fixture
def device(transactional_db, settings, tmp_path):
    settings.HUILONG_HOME = tmp_path
    settings.POSITIONS_URL = ""
    return models.Device.objects.create(
        number=NUMBER, kind=DeviceKind.WIRED.value, expected_seconds=60, since=datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_a_device_registers_reports_and_is_on_shelf_and_desk(device):
    now = datetime.now(UTC).replace(microsecond=0)
    fixes = drive(NUMBER, now - timedelta(minutes=5), 6)

    async def play() -> None:
        gateway = Gateway(keep, DeskDirectory())
        port = await gateway.start("127.0.0.1", 0)
        terminal = Device(NUMBER.zfill(12))
        await terminal.connect("127.0.0.1", port)
        assert await terminal.register() == Registering.DONE
        assert await terminal.authenticate() == Result.DONE
        assert await terminal.tell(fixes[0]) == Result.DONE
        assert await terminal.tell_many(fixes[1:]) == Result.DONE
        assert await terminal.register() == Registering.DEVICE_REGISTERED
        await terminal.close()
        await gateway.stop()

    asyncio.run(asyncio.wait_for(play(), 60))

    kept = store.fixes_of([NUMBER], now - timedelta(hours=1), now + timedelta(hours=1)).to_pylist()
    assert [row["at"] for row in kept] == [one.at for one in fixes]
    assert models.Latest.objects.get(device=device).at == fixes[-1].at
    assert Entry.objects.filter(verb="device.code_handed_out").count() == 1
    assert sum(compact_fixes().values()) == 6
    assert len(store.fixes_of([NUMBER], now - timedelta(hours=1), now + timedelta(hours=1))) == 6


def test_a_number_is_known_under_whatever_zeros_it_is_told(device):
    assert numbers_of("013912345678") == ("013912345678", "13912345678")
    assert numbers_of("00000000013912345678")[-1] == "013912345678"
    assert all(reporting_device(told) for told in (NUMBER, NUMBER.zfill(12), NUMBER.zfill(20)))
    assert reporting_device("13912345679") is None


def test_a_number_that_two_devices_could_mean_is_nobodys(device):
    models.Device.objects.create(number=NUMBER.zfill(12), kind=DeviceKind.WIRED.value, expected_seconds=60,
                                 since=device.since)  # fmt: skip

    assert reporting_device(NUMBER.zfill(12)) is None


def test_a_device_taken_out_is_known_no_more(device):
    device.until = datetime(2026, 2, 1, tzinfo=UTC)
    device.save()

    assert reporting_device(NUMBER) is None
    assert DeskDirectory().register(NUMBER, datetime.now(UTC)).result == Registering.DEVICE_UNKNOWN


def test_the_shelf_of_the_house_is_where_the_settings_say(device, settings, tmp_path):
    assert store.shelf().folder == tmp_path / "positions" / "log"
    assert store.fixes_on(date(2026, 1, 1)).num_rows == 0
