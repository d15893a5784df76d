"""Frames: whatever comes, nothing raises; however it is cut, the same comes out."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.integrations.jt808 import parts
from huilong.integrations.jt808.decoding import lines
from huilong.integrations.jt808.frames import Frame, Refused, encode, number_bytes, number_of, read, split
from huilong.integrations.jt808.framing import LONGEST, Stream, checksum, escape, framed, unescape
from huilong.integrations.jt808.messages import BATCH, LOCATION, NAMES, tell
from huilong.integrations.jt808.parts import Parts
from huilong.integrations.jt808.simulator import location
from huilong.rooms.tracking.terms import AlarmBit, Fix

from .examples import NOON, NUMBER, fix

TRICKY = st.lists(st.sampled_from([0x7E, 0x7D, 0x01, 0x02, 0x28, 0x29, 0x00]) | st.integers(0, 255), max_size=300).map(
    bytes
)


def whole(data: bytes) -> Frame | Refused:
    (inner,) = Stream().feed(data)
    return read(inner)


@given(TRICKY)
def test_what_is_escaped_comes_back_and_no_delimiter_is_left_inside(data):
    assert unescape(escape(data)) == data
    assert b"\x7e" not in escape(data)


@given(st.binary(max_size=2000))
def test_the_checksum_is_the_xor_of_all_bytes(data):
    found = 0
    for byte in data:
        found ^= byte
    assert checksum(data) == found


@settings(max_examples=300)
@given(
    st.lists(TRICKY.map(framed) | TRICKY | st.just(b"(1,2)"), max_size=8), st.lists(st.integers(0, 4000), max_size=9)
)
def test_however_a_stream_is_cut_the_same_frames_come_out(pieces, cuts):
    data = b"".join(pieces)
    at = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    once, cut = Stream(), Stream()
    together = once.feed(data)
    apart = [inner for start, end in pairwise(at) for inner in cut.feed(data[start:end])]

    assert apart == together


def test_noise_without_end_fills_no_memory_and_the_next_frame_is_read():
    stream = Stream()
    for _ in range(100):
        assert stream.feed(b"\x11" * LONGEST) == []
    assert stream.skipped == 100 * LONGEST
    assert stream.feed(framed(b"after all")) == [b"after all" + bytes((checksum(b"after all"),))]


@settings(max_examples=400)
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_read_or_refused_never_raised(data, lenient):
    for told in lines([data, framed(data)], lenient):
        json.dumps(told)
        assert {"message", "device", "version", "positions"} <= set(told)


@settings(max_examples=600)
@given(st.sampled_from(sorted(NAMES)), st.binary(max_size=300), st.sampled_from([0, 1]), st.sampled_from(["", "AL300"]))
def test_any_body_of_any_message_is_read_or_refused_never_raised(message, body, version, model):
    told = tell(Frame(message, NUMBER, 1, body, version), model=model)

    assert isinstance(told, Refused) or all(isinstance(one, Fix) for one in told.fixes)


@settings(max_examples=400)
@given(
    st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=30)), max_size=12),
    st.sampled_from(["", "GL100", "JC371"]),
)
def test_items_nobody_knows_or_that_are_cut_leave_the_place_as_it_is(items, model):
    body = location(fix())[:28] + b"".join(bytes((kind, len(value))) + value for kind, value in items)
    told = tell(Frame(LOCATION, NUMBER, 1, body), model=model)

    assert not isinstance(told, Refused)
    assert (told.fixes[0].lat, told.fixes[0].lon, told.fixes[0].at) == (30.66, 104.06, NOON)


@given(
    st.integers(0, 0xFFFF), st.from_regex(r"\A[0-9]{12}\Z"), st.integers(0, 0xFFFF), st.binary(max_size=1023),
    st.sampled_from([0, 1]),
)  # fmt: skip
def test_a_frame_comes_back_from_the_wire_as_it_was(message, number, serial, body, version):
    if message in (0x5501, 0x5502, 0x4401):
        serial &= 0xFF
    number = number.zfill(20) if version else number
    assert whole(encode(Frame(message, number, serial, body, version))) == Frame(message, number, serial, body, version)


def test_a_number_that_is_no_decimal_is_an_imei_with_its_check_digit():
    told = bytes.fromhex("4eb6fb4afd9e")

    assert number_of(told) == "865478070102068"
    assert number_bytes("865478070102068", 0) == told


@given(st.binary(min_size=1024, max_size=6000), st.randoms(use_true_random=False))
def test_a_long_message_is_whole_again_whatever_order_its_parts_come_in(body, chance):
    pieces = split(Frame(BATCH, NUMBER, 0xFFFE, body))
    chance.shuffle(pieces)
    gathered = Parts()
    results = [gathered.put(read_again) for piece in [*pieces, pieces[-1]] if isinstance(
        read_again := whole(encode(piece)), Frame)]  # fmt: skip
    done = [one for one in results if isinstance(one, Frame)]

    assert done[0].body == body
    assert len(pieces) == -(-len(body) // 1023)


def test_messages_that_are_never_ended_fill_no_memory():
    gathered = Parts()
    for serial in range(0, 60_000, 100):
        gathered.put(Frame(BATCH, NUMBER, serial, bytes(1000), 0, 1, 200))

    assert gathered.given_up == 600 - parts.MOST_OPEN
    assert gathered.put(Frame(BATCH, NUMBER, 0, b"", 0, 1, parts.MOST_PARTS + 1)) == Refused("part")


@pytest.mark.parametrize("spoil, reason", [
    (lambda data: data[:20] + bytes((data[20] ^ 1,)) + data[21:], "checksum"),
    (lambda data: framed(unescape(data[1:-1])[:-1] + b"\x00"), "length"),
    (lambda data: framed(b"\x02\x00"), "short"),
    (lambda data: framed(b"\x02\x00\x04\x00" + bytes(8)), "encrypted"),
    (lambda data: framed(b"\x02\x00\x20\x00" + bytes(12)), "part"),
], ids=["checksum", "length", "short", "encrypted", "part"])  # fmt: skip
def test_a_bad_frame_is_refused_with_its_reason(spoil, reason):
    good = encode(Frame(LOCATION, NUMBER, 1, location(fix())))

    assert whole(spoil(good)) == Refused(reason)


@given(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 300), st.integers(0, 359), st.integers(-500, 8000),
    st.booleans(), st.integers(0, 86_400 * 365),
    st.sets(st.sampled_from([AlarmBit.POWER_CUT, AlarmBit.REMOVED, AlarmBit.TAMPER, AlarmBit.LOW_BATTERY])),
)  # fmt: skip
def test_what_the_simulated_device_tells_is_what_is_read(lat, lon, speed, course, height, valid, later, sounded):
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=later)
    alarms = tuple(one.value for one in sounded)
    told = tell(Frame(LOCATION, NUMBER, 1, location(
        Fix(NUMBER, at, lat, lon, speed, course, height, valid, alarms=alarms)
    )))  # fmt: skip

    assert not isinstance(told, Refused)
    (found,) = told.fixes
    assert (found.at, found.course, found.altitude_m, found.valid) == (at, course, height, valid)
    assert abs(found.lat - lat) <= 5.1e-7 and abs(found.lon - lon) <= 5.1e-7
    assert abs(found.speed_kmh - speed) <= 0.051
    assert set(found.alarms) == set(alarms)
