"""The gateway: who may report, when it is answered, what happens when too much comes or nothing does."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import pytest

from huilong.integrations.jt808 import gateway as gateway_module
from huilong.integrations.jt808 import messages, parameters
from huilong.integrations.jt808.answers import Registering, Result
from huilong.integrations.jt808.frames import Frame, encode
from huilong.integrations.jt808.gateway import Gateway, summary
from huilong.integrations.jt808.limits import Limits, limits
from huilong.integrations.jt808.simulator import Device, drive, location
from huilong.kernel.refusal import Refusal

from .examples import NOON, NUMBER, Kept, Register, fix

CODE = "secret-code"


class World:
    """A gateway with what is behind it, and its clock."""

    def __init__(self, register: Register, bounds: Limits) -> None:
        self.kept, self.register, self.at = Kept(), register, NOON
        self.gateway = Gateway(self.kept, register, bounds, clock=self.now)
        self.port = 0

    def now(self) -> datetime:
        return self.at

    async def device(self, number: str = NUMBER, code: str = CODE, version: int = 0) -> Device:
        made = Device(number, version, code)
        await made.connect("127.0.0.1", self.port)
        return made

    async def proved(self, number: str = NUMBER, code: str = CODE) -> Device:
        made = await self.device(number, code)
        assert await made.authenticate() == Result.DONE
        return made


@asynccontextmanager
async def world(directory: Register | None = None, **bounds: object):
    made = World(directory or Register(), Limits(**bounds))  # type: ignore[arg-type]
    made.port = await made.gateway.start("127.0.0.1", 0)
    try:
        yield made
    finally:
        made.kept.let.set()
        await made.gateway.stop()


async def until(true: Callable[[], bool], within: float = 10) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def played(play: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(play(), 60))  # type: ignore[arg-type]


@pytest.mark.parametrize("version", [0, 1], ids=["2013", "2019"])
def test_a_known_device_registers_once_shows_its_code_and_reports(version):
    async def play() -> None:
        number = NUMBER.zfill(20) if version else NUMBER
        async with world(Register({number: ""})) as there:
            device = await there.device(number, "", version)
            assert await device.register() == Registering.DONE
            assert await device.authenticate() == Result.DONE
            assert await device.tell(fix()) == Result.DONE
            assert [one.device for one in there.kept.fixes] == [number]

            second = await there.device(number, "", version)
            assert await second.register() == Registering.DEVICE_REGISTERED

    played(play)


def test_a_stranger_gets_no_code_and_keeps_nothing():
    async def play() -> None:
        async with world() as there:
            device = await there.device("019999999999", "guess")
            assert await device.register() == Registering.DEVICE_UNKNOWN
            assert await device.authenticate() == Result.FAILED
            assert await device.tell(fix()) == Result.FAILED
            assert there.kept.fixes == []
            assert there.gateway.counts["unknown_device"] == there.gateway.counts["unproven"] == 1

    played(play)


def test_registering_may_be_switched_off():
    async def play() -> None:
        async with world(Register({NUMBER: ""}), register="off") as there:
            assert await (await there.device()).register() == Registering.DEVICE_UNKNOWN

    played(play)


def test_who_guesses_codes_is_hung_up_on():
    async def play() -> None:
        async with world(wrong_codes=3) as there:
            device = await there.device(code="wrong")
            for _ in range(3):
                assert await device.authenticate() == Result.FAILED
            await until(lambda: not there.gateway.sessions)

    played(play)


def test_a_proved_session_speaks_for_its_own_device_only():
    async def play() -> None:
        async with world(Register({NUMBER: CODE, "013900000000": CODE})) as there:
            device = await there.proved()
            device.number = "013900000000"
            assert await device.tell(fix()) == Result.FAILED
            assert there.kept.fixes == []

    played(play)


def test_a_place_is_answered_only_once_it_is_kept():
    async def play() -> None:
        async with world() as there:
            device = await there.proved()
            there.kept.let.clear()
            serial = device.send(messages.LOCATION, location(fix()))
            with pytest.raises(TimeoutError):
                await device.answer(serial, within=0.3)
            assert there.kept.fixes == []
            serial = device.send(messages.HEARTBEAT)
            assert (await device.answer(serial)).body[4] == Result.DONE  # what tells no place does not wait
            there.kept.let.set()
            await until(lambda: len(there.kept.fixes) == 1)

    played(play)


def test_what_many_devices_tell_while_a_batch_is_kept_is_kept_together():
    async def play() -> None:
        numbers = {f"0139000000{n:02}": CODE for n in range(30)}
        async with world(Register(numbers)) as there:
            devices = [await there.proved(number) for number in numbers]
            there.kept.let.clear()
            asked = [asyncio.create_task(device.tell(fix(number=device.number))) for device in devices]
            await until(lambda: there.gateway.counts["frames"] == 60)
            there.kept.let.set()
            assert await asyncio.gather(*asked) == [Result.DONE] * 30
            assert len(there.kept.batches) < 30
            assert sum(there.kept.batches) == 30

    played(play)


def test_a_disk_that_fails_is_tried_again_and_nobody_is_answered_before(monkeypatch):
    monkeypatch.setattr("huilong.integrations.jt808.intake.AGAIN_SECONDS", (0.01, 0.01, 0.01))

    async def play() -> None:
        async with world() as there:
            device = await there.proved()
            there.kept.failing = 3
            assert await device.tell(fix()) == Result.DONE
            assert there.gateway.counts["not_kept"] == 3
            assert len(there.kept.fixes) == 1

    played(play)


def test_a_fix_that_cannot_be_kept_holds_up_nobody_elses_and_says_nothing_in_the_log(caplog):
    async def play() -> None:
        async with world(Register({NUMBER: CODE, "013900000000": CODE})) as there:
            good, bad = await there.proved(), await there.proved("013900000000")
            poison = fix(NOON + timedelta(seconds=9), "013900000000")
            there.kept.poison = poison
            there.kept.let.clear()
            first = asyncio.create_task(good.tell(fix()))
            await until(lambda: there.gateway.intake.fixes == 1)
            lost = bad.send(messages.LOCATION, location(poison))
            other = asyncio.create_task(good.tell(fix(NOON + timedelta(seconds=1))))
            await until(lambda: there.gateway.intake.fixes == 3)
            there.kept.let.set()
            assert await first == Result.DONE
            assert await other == Result.DONE
            with pytest.raises(TimeoutError):
                await bad.answer(lost, within=0.2)
            assert there.gateway.counts["given_up"] == 1

    played(play)
    assert "30.66" not in caplog.text and NUMBER not in caplog.text and "place nobody" not in caplog.text


def test_bad_frames_are_counted_and_end_no_session():
    async def play() -> None:
        async with world() as there:
            device = await there.proved()
            good = encode(Frame(messages.LOCATION, NUMBER, 7, location(fix())))
            too_long = b"\x7e" + b"\x01" * 9000 + b"\x7e"
            for data in (b"\x7e\x7e\x7e", good[:-3] + b"\x00\x7e", too_long, b"(7941,BASE,2,TIME)"):
                device._writer.write(data)
            assert await device.tell(fix()) == Result.DONE
            counts = there.gateway.counts
            assert counts["refused_checksum"] == counts["texts"] == 1
            assert counts["noise_bytes"] > 0

    played(play)


def test_a_place_off_the_globe_or_of_a_broken_clock_is_answered_and_not_kept():
    async def play() -> None:
        async with world() as there:
            device = await there.proved()
            swapped = location(fix())[:8] + (119_000_000).to_bytes(4, "big") + location(fix())[12:]
            assert (await device.answer(device.send(messages.LOCATION, swapped))).body[4] == Result.DONE
            assert await device.tell(fix(NOON + timedelta(days=3))) == Result.DONE
            assert await device.tell(fix(NOON - timedelta(days=500))) == Result.DONE
            assert there.kept.fixes == []
            assert (there.gateway.counts["off_the_globe"], there.gateway.counts["broken_clock"]) == (1, 2)

    played(play)


def test_a_long_batch_in_parts_is_kept_whole():
    async def play() -> None:
        async with world() as there:
            device = await there.proved()
            fixes = drive(NUMBER, NOON - timedelta(hours=3), 120)
            assert await device.tell_many(fixes) == Result.DONE
            assert [one.at for one in there.kept.fixes] == [one.at for one in fixes]
            assert all(one.attributes["archive"] for one in there.kept.fixes)

    played(play)


def test_when_too_much_waits_nothing_more_is_read_and_nothing_is_lost():
    async def play() -> None:
        async with world(waiting_fixes=50, batch_fixes=20) as there:
            device = await there.proved()
            there.kept.let.clear()
            fixes = drive(NUMBER, NOON - timedelta(hours=3), 2000, 1)
            for one in fixes:
                device.send(messages.LOCATION, location(one))
            await until(lambda: there.gateway.intake.fixes >= 50)
            await asyncio.sleep(0.2)
            assert there.gateway.intake.fixes == 50
            there.kept.let.set()
            await until(lambda: len(there.kept.fixes) == 2000)
            assert [one.at for one in there.kept.fixes] == [one.at for one in fixes]

    played(play)


def test_a_peer_that_reads_no_answers_is_read_no_further_and_ended(monkeypatch):
    monkeypatch.setattr(gateway_module, "SWEEP_SECONDS", 0.05)

    async def play() -> None:
        async with world(write_bytes=1024, stuck_seconds=30) as there:
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(("127.0.0.1", there.port))
            _reader, writer = await asyncio.open_connection(sock=line, limit=1024)
            (session,) = await _sessions(there, 1)
            session.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            beat = encode(Frame(messages.HEARTBEAT, NUMBER, 1, b""))

            async def pour() -> None:
                while True:
                    writer.write(beat * 1000)
                    await writer.drain()

            pouring = asyncio.create_task(pour())
            await until(lambda: session.is_stuck)
            there.at += timedelta(seconds=31)
            await until(lambda: not there.gateway.sessions)
            assert there.gateway.counts["ended_stuck"] == 1
            pouring.cancel()
            with suppress(ConnectionError, asyncio.CancelledError):
                await pouring

    played(play)


async def _sessions(there: World, count: int) -> list:
    await until(lambda: len(there.gateway.sessions) == count)
    return list(there.gateway.sessions)


@pytest.mark.parametrize("expected, quiet, stays", [
    (60, 300, True), (60, 900, False), (86_400, 86_400, True), (86_400, 2 * 86_400, True), (86_400, 3 * 86_400, False),
])  # fmt: skip
def test_how_long_a_device_may_be_quiet_depends_on_how_often_it_should_report(monkeypatch, expected, quiet, stays):
    monkeypatch.setattr(gateway_module, "SWEEP_SECONDS", 0.05)

    async def play() -> None:
        async with world(Register(expected=expected)) as there:
            await there.proved()
            there.at += timedelta(seconds=quiet)
            await asyncio.sleep(0.3)
            assert bool(there.gateway.sessions) == stays

    played(play)


def test_who_proves_nothing_may_not_stay_however_much_it_says(monkeypatch):
    monkeypatch.setattr(gateway_module, "SWEEP_SECONDS", 0.05)

    async def play() -> None:
        async with world(unproven_seconds=60) as there:
            device = await there.device()
            await _sessions(there, 1)
            there.at += timedelta(seconds=61)
            device.send(messages.HEARTBEAT)
            await until(lambda: not there.gateway.sessions)
            assert there.gateway.counts["ended_unproven"] == 1

    played(play)


def test_there_is_an_end_to_sessions_in_all_and_by_address(monkeypatch):
    async def play() -> None:
        async with world(sessions=3) as there:
            devices = [await there.device() for _ in range(5)]
            await until(lambda: there.gateway.counts["turned_away_full"] == 2)
            assert len(there.gateway.sessions) == 3
        monkeypatch.setattr(gateway_module, "_is_loopback", lambda address: False)
        async with world(per_address=2) as there:
            devices = [await there.device() for _ in range(5)]
            await until(lambda: there.gateway.counts["turned_away_address"] == 3)
            assert len(there.gateway.sessions) == 2
        assert len(devices) == 5  # held until here: a device nobody holds hangs up

    played(play)


def test_a_device_that_comes_again_ends_its_dead_line():
    async def play() -> None:
        async with world() as there:
            await there.proved()
            again = await there.proved()
            await _sessions(there, 1)
            assert await again.tell(fix()) == Result.DONE
            assert there.gateway.counts["replaced"] == 1

    played(play)


def test_a_device_taken_out_of_its_vehicle_is_heard_no_more():
    async def play() -> None:
        async with world(recheck_seconds=300) as there:
            device = await there.proved()
            assert await device.tell(fix()) == Result.DONE
            del there.register.codes[NUMBER]
            there.at += timedelta(seconds=301)
            assert await device.tell(fix(NOON + timedelta(seconds=301))) == Result.FAILED
            assert len(there.kept.fixes) == 1

    played(play)


def test_orders_reach_the_device_and_their_answers_come_back():
    async def play() -> None:
        async with world() as there:
            device = await there.proved()
            session = there.gateway.session_of(NUMBER)
            assert session is not None
            set_to = await session.order(messages.SET_PARAMETERS, parameters.set_to({parameters.REPORT: 30}))
            told = await session.order(messages.ASK_PARAMETERS)
            here = await session.order(messages.WHERE_ARE_YOU)
            assert set_to.body[4] == Result.DONE
            assert parameters.told(told.body) == {parameters.REPORT: 30}
            assert here.message == messages.LOCATION_ANSWER
            assert [one.message for one in device.orders] == [0x8103, 0x8104, 0x8201]

    played(play)


def test_the_counts_tell_neither_numbers_nor_places():
    async def play() -> None:
        async with world() as there:
            device = await there.proved()
            await device.tell(fix())
            line = summary(there.gateway.counts, len(there.gateway.sessions))
            assert line.startswith("gps: open 1 ") and "fixes 1" in line
            assert NUMBER not in line and NUMBER.lstrip("0") not in line

    played(play)


@pytest.mark.parametrize("told", [{"sesions": 5}, {"sessions": "many"}, {"register": "anybody"}, {"sessions": True}])
def test_a_limit_nobody_knows_is_refused(told):
    with pytest.raises(Refusal, match="gps-misled"):
        limits(told)
    assert limits({"sessions": 5}).sessions == 5
