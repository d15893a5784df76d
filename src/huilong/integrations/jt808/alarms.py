"""Which bit sounds what (报警位表): vendors use the same bits for different things, so each way of reading is a table.

A row: the bit, what it means here, and the word other tracking software has for it, told among a position's attributes.
Sources: JT/T 808-2013 table 18, -2019 table 24; vendors' papers and published frames (docs/how-to/gps.md).
"""

from collections.abc import Mapping
from types import MappingProxyType

from huilong.integrations.jt808.found import Found
from huilong.rooms.tracking.terms import AlarmBit

Rows = tuple[tuple[int, AlarmBit, str], ...]

_COMMON: Rows = (
    (0, AlarmBit.SOS, "sos"),
    (1, AlarmBit.OVERSPEED, "overspeed"),
    (2, AlarmBit.FATIGUE, "fatigueDriving"),
    (4, AlarmBit.FAULT, "fault"),
    (5, AlarmBit.ANTENNA_CUT, "gpsAntennaCut"),
    (6, AlarmBit.ANTENNA_CUT, "gpsAntennaCut"),
    (7, AlarmBit.UNDERVOLTAGE, "lowBattery"),
    (8, AlarmBit.POWER_CUT, "powerOff"),
    (9, AlarmBit.FAULT, "fault"),
    (10, AlarmBit.FAULT, "fault"),
    (11, AlarmBit.FAULT, "fault"),
    (19, AlarmBit.PARKED_LONG, "parking"),
    (20, AlarmBit.AREA_CROSSED, "geofence"),
    (26, AlarmBit.STOLEN, "general"),
    (27, AlarmBit.ILLEGAL_IGNITION, "general"),
    (28, AlarmBit.ILLEGAL_MOVEMENT, "movement"),
)
_ACCIDENTS: Rows = ((29, AlarmBit.COLLISION, "accident"), (30, AlarmBit.ROLLOVER, "accident"))
_DOOR: Rows = ((31, AlarmBit.DOOR_FORCED, "door"),)

STANDARD: Rows = (*_COMMON, (18, AlarmBit.FATIGUE, "fatigueDriving"), *_ACCIDENTS, *_DOOR)
"""To the letter: bit 18 is a day's driving beyond the limit; 15 to 17 concern driving, tyres and the blind side."""

TRACKER: Rows = (
    *_COMMON[:7],
    (18, AlarmBit.LOW_BATTERY, "lowBattery"),
    *_COMMON[7:],
    (15, AlarmBit.VIBRATION, "vibration"),
    (16, AlarmBit.TAMPER, "tampering"),
    (17, AlarmBit.TAMPER, "tampering"),
    *_ACCIDENTS,
)
"""As devices of car finance use them, and what is believed of a device of which nothing else is known."""

PADLOCK: Rows = (
    (0, AlarmBit.REMOVED, "removing"),
    (4, AlarmBit.REMOVED, "removing"),
    (1, AlarmBit.TAMPER, "tampering"),
)
ASSET: Rows = ((16, AlarmBit.ILLEGAL_MOVEMENT, "movement"),)
WITHOUT_ACCIDENTS: Rows = tuple(row for row in TRACKER if row not in _ACCIDENTS)

BY_MODEL: Mapping[str, Rows] = MappingProxyType({
    "G-360P": PADLOCK, "G-508P": PADLOCK, "AL300": ASSET, "GL100": ASSET, "VL300": WITHOUT_ACCIDENTS,
})  # fmt: skip
"""Models whose bits differ, by the name they register or report under."""

WORDS: Mapping[str, AlarmBit] = MappingProxyType({
    "powerCut": AlarmBit.POWER_CUT, "powerOff": AlarmBit.POWER_CUT, "lowPower": AlarmBit.UNDERVOLTAGE,
    "lowBattery": AlarmBit.LOW_BATTERY, "vibration": AlarmBit.VIBRATION, "tampering": AlarmBit.TAMPER,
    "removing": AlarmBit.REMOVED, "movement": AlarmBit.ILLEGAL_MOVEMENT, "tow": AlarmBit.ILLEGAL_MOVEMENT,
    "sos": AlarmBit.SOS, "overspeed": AlarmBit.OVERSPEED, "fatigueDriving": AlarmBit.FATIGUE, "fault": AlarmBit.FAULT,
    "geofenceEnter": AlarmBit.AREA_CROSSED, "geofenceExit": AlarmBit.AREA_CROSSED, "accident": AlarmBit.COLLISION,
    "general": AlarmBit.STOLEN,
})  # fmt: skip
"""What the words of vendors' own items mean here. Words of driving (hardBraking …) mean nothing to the security."""


def sound(flags: int, found: Found, rows: Rows = TRACKER) -> None:
    """Note what the bits of a location's alarm field sound, before what its items told."""
    words, sounded = found.words, found.alarms
    found.words, found.alarms = (), ()
    for bit, alarm, word in rows:
        if flags >> bit & 1:
            found.sound(word, alarm)
    found.words += tuple(word for word in words if word not in found.words)
    found.alarms += tuple(alarm for alarm in sounded if alarm not in found.alarms)


def say(found: Found, word: str) -> None:
    """Note an alarm a vendor's own item tells."""
    found.sound(word, WORDS.get(word))
