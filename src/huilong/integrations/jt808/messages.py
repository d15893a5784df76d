"""What each message is and tells (消息), by its number."""

from collections.abc import Callable
from typing import Any

from huilong.integrations.jt808 import parameters
from huilong.integrations.jt808.frames import PADLOCK, PADLOCK_ANSWER, PADLOCK_BLIND, Frame, Refused
from huilong.integrations.jt808.padlocks import padlock
from huilong.integrations.jt808.positions import Unplaced, batch, beijing, located
from huilong.integrations.jt808.readers import UNREADABLE
from huilong.integrations.jt808.registering import authentication, registration
from huilong.integrations.jt808.told import NOTHING, Told
from huilong.integrations.jt808.transparent import transparent

GENERAL_ANSWER, HEARTBEAT, LOGOUT, REGISTER, AUTHENTICATE = 0x0001, 0x0002, 0x0003, 0x0100, 0x0102
PARAMETERS_TOLD, PROPERTIES_TOLD, TIME_ASKED, LOCATION, LOCATION_ANSWER = 0x0104, 0x0107, 0x0109, 0x0200, 0x0201
BATCH_SHORT, BATCH, TRANSPARENT, MEDIA, MEDIA_DATA = 0x0210, 0x0704, 0x0900, 0x0800, 0x0801
FILE_DONE = 0x1212
ANSWER, PART_AGAIN, REGISTERED, TIME_TOLD = 0x8001, 0x8003, 0x8100, 0x8109
SET_PARAMETERS, ASK_PARAMETERS = 0x8103, 0x8104
WHERE_ARE_YOU, FOLLOW, TEXT, MEDIA_ANSWER, FILE_ANSWER = 0x8201, 0x8202, 0x8300, 0x8800, 0x9212
PLACES = frozenset({LOCATION, LOCATION_ANSWER, BATCH_SHORT, BATCH, PADLOCK, PADLOCK_BLIND, TRANSPARENT, MEDIA_DATA})
"""Messages that may tell places: they are answered once what they tell is kept."""

NAMES: dict[int, str] = {
    GENERAL_ANSWER: "answer", HEARTBEAT: "heartbeat", LOGOUT: "logout", REGISTER: "register",
    AUTHENTICATE: "authenticate", PARAMETERS_TOLD: "parameters", PROPERTIES_TOLD: "properties", TIME_ASKED: "time",
    LOCATION: "location", LOCATION_ANSWER: "location_answer", BATCH_SHORT: "batch", BATCH: "batch",
    PADLOCK: "padlock", PADLOCK_BLIND: "padlock", TRANSPARENT: "transparent", MEDIA: "media", MEDIA_DATA: "media_data",
    0x0506: "heartbeat", 0x0701: "command_answer", 0x0702: "driver", 0x1007: "time_zone", 0x1300: "text_answer",
    0x2070: "acceleration", 0x6006: "text_report", 0x1003: "media_properties", 0x1005: "passengers",
    0x1205: "media_list", 0x1206: "file_sent", 0x1210: "alarm_files", 0x1211: "file", FILE_DONE: "file_done",
    ANSWER: "platform_answer", PART_AGAIN: "part_again", REGISTERED: "registered", SET_PARAMETERS: "set_parameters",
    ASK_PARAMETERS: "ask_parameters", 0x8105: "control", 0x8106: "ask_parameters", TIME_TOLD: "time_told",
    WHERE_ARE_YOU: "where_are_you", FOLLOW: "follow", TEXT: "text", 0x8302: "question", 0x8500: "vehicle_control",
    MEDIA_ANSWER: "media_answer", 0x8801: "take_photo", 0x8900: "transparent_down", 0x9101: "video",
    0x9201: "playback", 0x9202: "playback_control", FILE_ANSWER: "file_answer", PADLOCK_ANSWER: "padlock_answer",
}  # fmt: skip
"""What a message is called, in words of its own."""


_made = tuple.__new__
"""As `Told(…)` does, in half the time."""


def tell(frame: Frame, device: str = "", model: str = "") -> Told | Refused:
    """What a whole message tells. Nonsense is refused, never raised; a message nobody knows tells nothing."""
    reader = _READERS.get(frame.message)
    try:
        return reader(frame, device or frame.number, model) if reader else Told()
    except Unplaced as without:
        return Refused(str(without))
    except UNREADABLE:
        return Refused("body")


def _location(frame: Frame, device: str, model: str) -> Told:
    fix, unknown = located(device, frame.body, model)
    return _made(Told, ((fix,), NOTHING, unknown, 0))


def _location_answer(frame: Frame, device: str, model: str) -> Told:
    fix, unknown = located(device, frame.body, model, start=2)
    return Told([fix], unknown=unknown)


def _batch(frame: Frame, device: str, model: str) -> Told:
    archive = len(frame.body) > 2 and frame.body[2] != 0
    fixes, unknown, unplaced = batch(device, frame.body, model, start=3, archive=archive)
    return Told(fixes, {}, unknown, unplaced)


def _batch_short(frame: Frame, device: str, model: str) -> Told:
    if len(frame.body) == 7:
        beijing(frame.body[1:7])
        return Told(attributes={"batteryLevel": frame.body[0]})
    fixes, unknown, unplaced = batch(device, frame.body, model, wide=False)
    return Told(fixes, {}, unknown, unplaced)


def _padlock(frame: Frame, device: str, model: str) -> Told:
    fix, unknown = padlock(device, frame.message, frame.body)
    return Told([fix], unknown=unknown)


def _media(frame: Frame, device: str, model: str) -> Told:
    """A photo or recording, with the place it was taken at; the picture itself is let pass."""
    fix, _ = located(device, frame.body[:36], model, start=8)
    return Told([fix])


def _transparent(frame: Frame, device: str, model: str) -> Told:
    return transparent(device, frame.body)


def _heartbeat(frame: Frame, device: str, model: str) -> Told:
    if len(frame.body) < 3:
        return Told()
    level, rssi, status = frame.body[:3]
    return Told(attributes={"batteryLevel": level, "rssi": rssi, "status": status})


def _answer(frame: Frame, device: str, model: str) -> Told:
    serial, message = int.from_bytes(frame.body[:2], "big"), int.from_bytes(frame.body[2:4], "big")
    return Told(attributes={"answerTo": serial, "answerMessage": f"0x{message:04x}", "result": frame.body[4]})


def _register(frame: Frame, device: str, model: str) -> Told:
    return Told(attributes=registration(frame)._asdict())


def _authenticate(frame: Frame, device: str, model: str) -> Told:
    found = authentication(frame)
    return Told(attributes={"imei": found.imei, "software": found.software} if found.imei else {})


def _parameters(frame: Frame, device: str, model: str) -> Told:
    return Told(attributes=parameters.attributes(frame.body))


def _properties(frame: Frame, device: str, model: str) -> Told:
    start = 2 + (11 + 30 + 30 if frame.version else 5 + 20 + 7)
    return Told(attributes={"iccid": frame.body[start : start + 10].hex()} if len(frame.body) >= start + 10 else {})


def _acceleration(frame: Frame, device: str, model: str) -> Told:
    words = [int.from_bytes(frame.body[place : place + 2], "big") for place in range(0, len(frame.body) - 1, 2)]
    signed = [-(word & 0x7FFF) if word >> 15 else word for word in words]
    samples = [f"[{signed[at + 3]},{signed[at + 4]},{signed[at + 5]}]" for at in range(0, len(signed) - 5, 6)]
    return Told(attributes={"gSensor": f"[{','.join(samples)}]"})


def _said(start: int, encoding: str) -> Callable[[Frame, str, str], Told]:
    def read(frame: Frame, device: str, model: str) -> Told:
        return Told(attributes={"result": frame.body[start:].decode(encoding, "replace").strip(" \0\r\n")})

    return read


def _driver(frame: Frame, device: str, model: str) -> Told:
    """Card in or out and when; who drives is nobody's business here."""
    told: dict[str, Any] = {"cardStatus": frame.body[0]}
    if len(frame.body) > 7:
        told["cardResult"] = frame.body[7]
    return Told(attributes=told)


_READERS: dict[int, Callable[[Frame, str, str], Told]] = {
    GENERAL_ANSWER: _answer, ANSWER: _answer, HEARTBEAT: _heartbeat, REGISTER: _register, AUTHENTICATE: _authenticate,
    PARAMETERS_TOLD: _parameters, PROPERTIES_TOLD: _properties, LOCATION: _location, LOCATION_ANSWER: _location_answer,
    BATCH_SHORT: _batch_short, BATCH: _batch, PADLOCK: _padlock, PADLOCK_BLIND: _padlock, TRANSPARENT: _transparent,
    MEDIA_DATA: _media, 0x0701: _said(4, "ascii"), 0x0702: _driver, 0x1300: _said(2, "utf-16-be"),
    0x2070: _acceleration, 0x6006: _said(1, "gb18030"),
}  # fmt: skip
