"""Which bit sounds what: the table, and that vendors differ where they do."""

import pytest

from huilong.integrations.jt808 import alarms
from huilong.integrations.jt808.found import Found
from huilong.integrations.jt808.frames import Frame, Refused
from huilong.integrations.jt808.messages import LOCATION, tell
from huilong.integrations.jt808.simulator import location
from huilong.rooms.tracking.terms import AlarmBit

from .examples import NUMBER, fix


def sounded(flags: int, rows: alarms.Rows = alarms.TRACKER) -> list[str]:
    found = Found()
    alarms.sound(flags, found, rows)
    return list(found.alarms)


def told(items: str, flags: int = 0, model: str = "") -> tuple[str, ...]:
    body = flags.to_bytes(4, "big") + location(fix())[4:28] + bytes.fromhex(items)
    found = tell(Frame(LOCATION, NUMBER, 1, body), model=model)
    assert not isinstance(found, Refused)
    return found.fixes[0].alarms


@pytest.mark.parametrize("bit, alarm", [
    (0, "sos"), (1, "overspeed"), (2, "fatigue"), (4, "fault"), (5, "antenna_cut"), (6, "antenna_cut"),
    (7, "undervoltage"), (8, "power_cut"), (9, "fault"), (10, "fault"), (11, "fault"), (15, "vibration"),
    (16, "tamper"), (17, "tamper"), (18, "low_battery"), (19, "parked_long"), (20, "area_crossed"), (26, "stolen"),
    (27, "illegal_ignition"), (28, "illegal_movement"), (29, "collision"), (30, "rollover"),
])  # fmt: skip
def test_a_bit_of_a_device_of_car_finance_sounds(bit, alarm):
    assert sounded(1 << bit) == [alarm]


@pytest.mark.parametrize("bit", [3, 12, 13, 14, 21, 22, 23, 24, 25, 31])
def test_a_bit_that_concerns_driving_or_routes_sounds_nothing(bit):
    assert sounded(1 << bit) == []


def test_the_standard_to_the_letter_has_no_tamper_bits_and_a_days_driving_in_bit_18():
    assert sounded(1 << 16 | 1 << 17, alarms.STANDARD) == []
    assert sounded(1 << 18, alarms.STANDARD) == ["fatigue"]
    assert sounded(1 << 31, alarms.STANDARD) == ["door_forced"]


def test_models_differ_in_what_their_bits_sound():
    assert told("", flags=1, model="G-360P") == ("removed",)
    assert told("", flags=1 << 16, model="AL300") == ("illegal_movement",)
    assert told("", flags=1 << 29, model="VL300") == ()
    assert told("", flags=1 << 29) == ("collision",)


@pytest.mark.parametrize("items, alarm", [
    ("eb0800060089ffffefff", ("removed",)),
    ("eb0800060089fffffffe", ("power_cut",)),
    ("eb0800060089ffffeffe", ("power_cut", "removed")),
    ("eb0800060089ffffffff", ()),
    ("eb08000600c5ffffffaf", ("vibration",)),
    ("e7080001000000000000", ("vibration",)),
    ("fe067c010400000010", ()),
    ("fe077c01040000001000", ("tamper",)),
    ("e804040c0000", ()),
    ("e8040c0e0000", ("power_cut",)),
    ("e8040c120000", ("tamper",)),
], ids=str)  # fmt: skip
def test_vendors_items_sound_too(items, alarm):
    assert told(items, model="JC371") == alarm


def test_an_alarm_from_two_sources_is_told_once():
    assert told("eb0800060089fffffffe", flags=1 << 8) == ("power_cut",)


def test_every_alarm_but_the_standards_own_has_a_row_in_the_table():
    rows = {alarm for _, alarm, _ in (*alarms.TRACKER, *alarms.STANDARD, *alarms.PADLOCK)}

    assert rows == set(AlarmBit)
