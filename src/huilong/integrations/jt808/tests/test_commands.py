"""`huilong gps`: what it says on the command line, without database; and the process that listens."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from huilong.integrations.jt808.answers import Registering
from huilong.integrations.jt808.frames import Frame, encode, split
from huilong.integrations.jt808.messages import BATCH, LOCATION
from huilong.integrations.jt808.simulator import Device, drive, location
from huilong.site.cli import main

from .examples import NOON, NUMBER, fix

GOOD = encode(Frame(LOCATION, NUMBER, 7, location(fix(alarms=("power_cut",), attributes={"ignition": True}))))


def said(capsys, *words: str) -> list[dict]:
    assert main(["gps", "decode", *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_frame_is_one_line(capsys):
    assert said(capsys, GOOD.hex()) == [{
        "message": "0x0200", "name": "location", "device": NUMBER, "version": "2013", "serial": 7,
        "positions": [{
            "lat": 30.66, "lon": 104.06, "time": "2026-11-26T04:00:00Z", "speed_kmh": 36.0, "course": 90,
            "altitude_m": 500, "valid": True, "source": "satellite", "alarms": ["power_cut"],
            "attributes": {"ignition": True, "blocked": False, "charge": False, "odometer": 0, "rssi": 28, "sat": 11,
                           "alarm": "powerOff"},
        }],
    }]  # fmt: skip


def test_frames_are_told_apart_in_one_word_in_many_and_on_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD.hex()}\n\n{GOOD.hex().upper()}\n"))

    assert len(said(capsys, (GOOD + GOOD).hex())) == 2
    assert len(said(capsys, GOOD.hex(), "-", GOOD.hex())) == 4


def test_a_frame_that_is_already_unescaped_is_read_too(capsys):
    frame = Frame(LOCATION, NUMBER, 0x7E7D, location(fix()))
    inner = encode(frame)[1:-1].replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")

    (line,) = said(capsys, (b"\x7e" + inner + b"\x7e").hex())
    assert line["serial"] == 0x7E7D and len(line["positions"]) == 1


def test_strictly_a_bad_frame_is_refused_and_leniently_read_with_a_note(capsys):
    bad = GOOD[:-2] + bytes((GOOD[-2] ^ 1,)) + b"\x7e"

    (strict,), (lenient,) = said(capsys, bad.hex()), said(capsys, "--lenient", bad.hex())
    assert (strict["refused"], strict["positions"], strict["device"]) == ("checksum", [], NUMBER)
    assert lenient["notes"] == ["checksum"] and len(lenient["positions"]) == 1


@pytest.mark.parametrize("words, reason", [("zz", "hex"), ("7e", "short"), ("", "short"), ("7e02007e", "short")])
def test_nonsense_is_refused_in_a_line_of_its_own(capsys, words, reason):
    (line,) = said(capsys, words)
    assert line["refused"] == reason


def test_parts_of_a_long_message_tell_their_places_with_the_last(capsys):
    body = b"".join(len(one).to_bytes(2, "big") + one for one in map(location, drive(NUMBER, NOON, 60)))
    frames = split(Frame(BATCH, NUMBER, 1, b"\x00\x3c\x01" + body))

    lines = said(capsys, b"".join(map(encode, frames)).hex())
    assert [len(line["positions"]) for line in lines] == [0] * (len(frames) - 1) + [60]
    assert [line["part"] for line in lines] == [[number + 1, len(frames)] for number in range(len(frames))]


@pytest.mark.slow
def test_the_process_listens_keeps_what_waits_and_ends_in_order(transactional_db, settings, tmp_path):
    name = settings.DATABASES["default"]["NAME"]
    url = urlsplit(os.environ.get("DATABASE_URL") or settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    process = subprocess.Popen(
        [sys.executable, "-m", "huilong.site.cli", "gps", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"HUILONG_HOME": str(tmp_path), "DATABASE_URL": url, "DATABASE_NIGHT_URL": url},
    )  # fmt: skip
    assert process.stdout
    port = int(process.stdout.readline().rpartition(":")[2])

    async def stranger() -> Registering:
        device = Device(NUMBER)
        await device.connect("127.0.0.1", port)
        return await device.register()

    try:
        assert asyncio.run(stranger()) == Registering.DEVICE_UNKNOWN
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
