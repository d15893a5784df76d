"""Published exchanges between devices and platforms (cuteLittleDevil/go-jt808, MIT; traccar's commands, Apache-2.0)."""

import re

import pytest

from huilong.integrations.jt808 import answers, messages, parameters
from huilong.integrations.jt808.frames import Frame, encode, read
from huilong.integrations.jt808.framing import Stream
from huilong.integrations.jt808.registering import authentication, edition, registration
from tests.vectors.published import load, pytestmark

__all__ = ["pytestmark"]
EXCHANGES = load("jt808_sessions")
DIFFERENCES = {
    "T0x0104 终端-查询参数": "a general answer without a body says nothing; ours names serial, message and result",
}
NAMES = {
    "ProvinceID": "province", "CityID": "city", "ManufacturerID": "maker", "TerminalModel": "model",
    "TerminalID": "terminal", "PlateColor": "plate_colour", "LicensePlateNumber": "plate",
}  # fmt: skip


def frame(hexed: str) -> Frame:
    (inner,) = Stream().feed(bytes.fromhex(hexed))
    found = read(inner)
    assert isinstance(found, Frame)
    return found


def field(case, name: str) -> str:
    found = re.search(rf"\b{name}: \"?([^\",]*)", " ".join(case["expected_fields_go"]))
    return found[1] if found else ""


def reply(request: Frame) -> bytes | None:
    if request.message == messages.REGISTER:
        return answers.registered(request, answers.Registering.DONE, "12345678901")
    if request.message == messages.FILE_DONE:
        return answers.file_answer(request, [(100, 200)])
    return answers.answer(request)


@pytest.mark.parametrize("case", EXCHANGES.get("parse", []), ids=lambda case: case["name"])
def test_a_published_message_is_read_and_written_again_to_the_byte(case):
    assert encode(frame(case["frame_hex_escaped"])).hex() == case["frame_hex_escaped"]


@pytest.mark.parametrize(
    "case", [case for case in EXCHANGES.get("parse", []) if case["type"] == "T0x0100"], ids=lambda case: case["name"]
)
def test_a_published_registration_names_the_same_device(case):
    told = frame(case["frame_hex_escaped"])

    assert {go: str(getattr(registration(told), ours)) for go, ours in NAMES.items()} == {
        go: field(case, go) for go in NAMES
    }
    assert edition(told) == field(case, "Version").removeprefix("consts.JT808Protocol")


def test_published_authentications_parameters_and_answers_read_alike():
    for case in EXCHANGES.get("parse", []):
        told = frame(case["frame_hex_escaped"])
        if case["type"] == "T0x0102":
            assert authentication(told).code == field(case, "AuthCode")
        if case["type"] == "T0x0001":
            answered = messages.tell(told).attributes
            assert answered == {"answerTo": 123, "answerMessage": "0x01c8", "result": 3}
        if case["type"] == "T0x0104":
            values = parameters.told(told.body)
            assert values[0x83] == "京AX0001" and values[0x55] == 60 and values[0x13] == "127.0.0.1:7000"
            assert len(values) == told.body[2]


@pytest.mark.parametrize("case", EXCHANGES.get("reply", []), ids=lambda case: f"{case['name']} {case['version']}")
def test_a_published_request_is_answered_to_the_byte(case):
    told = reply(frame(case["request_hex"]))

    assert told is not None
    if case["name"] in DIFFERENCES:
        assert frame(told.hex()).body == frame(case["request_hex"]).serial.to_bytes(2, "big") + b"\x10\x03\x00"
    else:
        assert told.hex() == case["expected_reply_hex"]


@pytest.mark.parametrize("case", load("jt808_decoder").get("encoder_vectors", []), ids=lambda case: case["id"])
def test_a_published_command_is_written_to_the_byte(case):
    said = frame(case["out_hex"])
    body = {"enc-1": b"\xf0", "enc-4": b"\xf0TEST"}.get(case["id"], answers.text("Test, Command, 123#"))

    assert encode(Frame(said.message, "123456789012345", 0, body)).hex() == case["out_hex"]
