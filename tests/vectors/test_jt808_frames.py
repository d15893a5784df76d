"""Published frames of tracking devices, with what another platform reads in them (traccar/traccar, Apache-2.0)."""

from typing import Any

import pytest

from huilong.integrations.jt808.decoding import lines
from huilong.integrations.jt808.framing import Stream, escape
from tests.vectors.published import load, pytestmark

__all__ = ["pytestmark"]
FRAMES = load("jt808_decoder")
CASES = FRAMES.get("decoder_vectors", [])

DIFFERENCES: dict[str, dict[str, str]] = {
    "traccar-007": {
        "hdop": "read beyond the end of an item two bytes long",
        "network": "an access point read beyond the end of an item one byte long",
    },
    "traccar-027": {"temp2": "the SIM card's number of an AOVX device, told by its firmware, taken for a temperature"},
    "traccar-031": {"alarm": "the same alarm from two sources is told once"},
    "traccar-051": {"batteryLevel": "153 % is the frame's checksum"},
    "traccar-059": {"intakeFlow": "the frame was published escaped; unescaped, it verifies and says 126"},
    "traccar-075": {"string": "read beyond the end", "motion": "read beyond the end", "cover": "read beyond the end"},
    "traccar-091": {
        "odometer": "18 bytes of well-formed items taken for a fixed order", "battery": "the same", "rssi": "the same",
    },
}  # fmt: skip
"""Where we read otherwise, on purpose, and why."""


def agrees(case: dict[str, Any]) -> bool:
    head = case["header"]
    return head.get("checksum_ok", True) and head.get("body_len_declared") == head.get("body_len_actual")


def decoded(case: dict[str, Any], lenient: bool) -> dict[str, Any]:
    (line,) = lines([bytes.fromhex(case["frame_hex"])], lenient)
    return line


def network(told: dict[str, Any]) -> list[str]:
    return sorted(str(sorted(one.items())) for kind in ("cellTowers", "wifiAccessPoints") for one in told.get(kind, []))


def unlike(case: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    declared = DIFFERENCES.get(case["id"], {})
    return {name: (told, ours.get(name)) for name, told in theirs.items()
            if name not in declared and ours.get(name) != told}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_published_frame_tells_us_what_it_tells_others(case):
    line = decoded(case, lenient=not agrees(case))
    theirs = case["traccar_decoded"]["positions"] or []
    placed = [one for one in theirs if not one.get("outdated")] or [one for one in theirs if line["positions"]]

    assert "refused" not in line
    assert len(line["positions"]) == len(placed)
    for their, our in zip(placed, line["positions"], strict=True):
        if not their.get("outdated"):
            assert our["lat"] == pytest.approx(their["lat"], abs=1e-9)
            assert our["lon"] == pytest.approx(their["lon"], abs=1e-9)
            assert our["speed_kmh"] == pytest.approx(their["speed_kmh"], abs=1e-9)
            assert (our["time"], our["course"], our["altitude_m"], our["valid"]) == (
                their["fix_time_utc"], their["course"], their["altitude_m"], their["valid"],
            )  # fmt: skip
        attributes = dict(our["attributes"])
        around = attributes.pop("network", {})
        assert unlike(case, their["attributes"], attributes) == {}
        assert "network" in DIFFERENCES.get(case["id"], {}) or network(around) == network(their.get("network", {}))
    if not line["positions"]:
        for their in theirs:
            assert line.get("attributes") == their["attributes"]


@pytest.mark.parametrize("case", [case for case in CASES if case["header"].get("msg_id")], ids=lambda case: case["id"])
def test_a_published_frames_head_is_read_alike(case):
    line, head = decoded(case, lenient=True), case["header"]

    assert line["message"] == head["msg_id"]
    assert line["device"] == case["traccar_decoded"]["terminal_id"]
    assert line["version"] == ("2019" if head["v2019"] else "2013")


def test_a_frame_that_does_not_verify_is_refused_and_let_pass_with_a_note_when_asked():
    spoiled = [case for case in CASES if not agrees(case) and case["id"] != "traccar-059"]

    assert [decoded(case, lenient=False)["refused"] for case in spoiled] == ["checksum"] * len(spoiled)
    assert [decoded(case, lenient=True)["notes"] for case in spoiled] == [["checksum"]] * len(spoiled)


@pytest.mark.parametrize("case", FRAMES.get("frame_vectors", []), ids=lambda case: case["id"])
def test_published_streams_give_the_same_frames(case):
    given, wanted = bytes.fromhex(case["in_hex"]), bytes.fromhex(case["out_hex"])
    if "encode" in case["assertion"]:
        assert b"\x7e" + escape(given[1:-1]) + b"\x7e" == wanted
    else:
        (frame,) = Stream().feed(given)
        assert frame == (wanted if wanted.startswith(b"(") else wanted[1:-1])


def test_every_declared_difference_is_of_a_case_there_is():
    assert not CASES or set(DIFFERENCES) <= {case["id"] for case in CASES}
