"""The synthetic fleet as signals (合成车队信号): fixes of every device, jitter, gaps and falsehoods, and the truth.

Each vehicle draws from a generator of its own, made from the seed and its number: a larger fleet of the same seed
begins with the same vehicles.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from huilong.integrations.synthetic_fleet.lives import DAY, HOUR, Diary, Life, Visit, make_life
from huilong.integrations.synthetic_fleet.planting import Planted, Story, tell_story
from huilong.integrations.synthetic_fleet.towns import M_PER_DEGREE, Point, Rng, Town, make_towns
from huilong.rooms.tracking.terms import DeviceKind, Fix, FixSource

ZONE_HOURS = 8
MOVING_S, PARKED_S, MOVING_S_LEAST = 30.0, 600.0, 10.0
WIRED_EXPECTED_S, WIRELESS_EXPECTED_S = 600, 86_400
SATELLITE, CELL, INVALID = 0, 1, 2
"""How a fix was found: by satellites, by the mobile network, or by satellites that the device itself does not trust."""
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Signals:
    """What one device told (设备信号): microseconds UTC, 1e-7 degrees, how found, (index of fix, bit) sounded."""

    number: str
    vehicle: int
    kind: DeviceKind
    expected_seconds: int
    at: Ints
    lat: Ints
    lon: Ints
    found: npt.NDArray[np.int8]
    sounded: tuple[tuple[int, str], ...]

    def fixes(self) -> Iterator[Fix]:
        """The same as fixes, as a gateway would hand them on."""
        bits: dict[int, tuple[str, ...]] = {}
        for index, bit in self.sounded:
            bits[index] = (*bits.get(index, ()), bit)
        for i, (at, lat, lon, found) in enumerate(
            zip(self.at.tolist(), self.lat.tolist(), self.lon.tolist(), self.found.tolist(), strict=True)
        ):
            yield Fix(
                self.number, datetime.fromtimestamp(at / 1e6, UTC), lat / 1e7, lon / 1e7, valid=found != INVALID,
                source=FixSource.CELL if found == CELL else FixSource.SATELLITE, alarms=bits.get(i, ()),
            )  # fmt: skip


@dataclass
class Fleet:
    """Everything about a fleet (合成车队): signals, where each car truly stood, what was planted."""

    first: date
    days: int
    towns: list[Town]
    lives: list[Life] = field(default_factory=list)
    visits: list[list[Visit]] = field(default_factory=list)
    signals: list[list[Signals]] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    @property
    def start_us(self) -> int:
        """The first local midnight, in microseconds UTC."""
        midnight = datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)
        return int(midnight.timestamp() - ZONE_HOURS * HOUR) * 1_000_000

    @property
    def lots(self) -> list[Point]:
        """Every second-pledge lot there is."""
        return [lot for town in self.towns for lot in town.lots]


def make_fleet(vehicles: int, days: int, seed: int, *, first: date, trouble: float = 0.3) -> Fleet:
    """A fleet of so many vehicles over so many days from `first`; `trouble` is the share with something planted."""
    fleet = Fleet(first, days, make_towns(np.random.default_rng((seed, 0))))
    dark = {point for town in fleet.towns for point in town.underground()}
    for vehicle in range(vehicles):
        rng = np.random.default_rng((seed, 1, vehicle))
        life = make_life(rng, fleet.towns)
        story, diary = tell_story(rng, vehicle, life, fleet.towns, days, first.weekday(), trouble)
        visits = diary.end(days * DAY)
        fleet.lives.append(life)
        fleet.visits.append(visits)
        fleet.stories.append(story)
        fleet.planted += story.planted
        at_home_dark = rng.random() < 0.15
        unseen = dark | ({life.home} if at_home_dark else set())
        fleet.signals.append(list(_devices(rng, fleet, vehicle, story, visits, unseen)))
    return fleet


def _devices(
    rng: Rng, fleet: Fleet, vehicle: int, story: Story, visits: list[Visit], dark: set[Point] | frozenset[Point]
) -> Iterator[Signals]:
    end = fleet.days * DAY
    carried: Diary | None = story.wired_lives
    wired = carried.end(end) if carried else visits
    times = _wired_times(wired, min(story.wired_ends, end))
    number = f"W{vehicle:08d}"
    yield _signals(rng, fleet, number, vehicle, DeviceKind.WIRED, WIRED_EXPECTED_S, wired, times, dark, story)
    if rng.random() < 0.7 or story.trouble in ("separated", "wireless_died", "pledged"):
        hour = float(rng.uniform(0, DAY))
        times = np.arange(hour, min(story.wireless_ends, end), DAY) + rng.uniform(-300, 300)
        times = times[(times > 0) & (times < end) & (rng.random(len(times)) > 0.02)]
        yield _signals(
            rng, fleet, f"L{vehicle:08d}", vehicle, DeviceKind.WIRELESS, WIRELESS_EXPECTED_S, visits, times, dark, None
        )  # fmt: skip


def _wired_times(visits: list[Visit], end: float) -> npt.NDArray[np.float64]:
    """Seldom while it stands, often while it drives."""
    parts = [np.arange(one.arrive, min(one.leave, end), PARKED_S) for one in visits]
    parts += [
        np.arange(one.leave, min(after.arrive, end), MOVING_S if after.arrive - one.leave < 2 * HOUR else 2 * MOVING_S)
        for one, after in pairwise(visits)
    ]
    return np.sort(np.concatenate(parts))


def _signals(
    rng: Rng, fleet: Fleet, number: str, vehicle: int, kind: DeviceKind, expected: int, visits: list[Visit],
    times: npt.NDArray[np.float64], dark: set[Point] | frozenset[Point], story: Story | None,
) -> Signals:  # fmt: skip
    """Fixes at these moments: where the car is then, as a device would see it."""
    knots = np.array([moment for one in visits for moment in (one.arrive, one.leave)])
    places = np.array([one.at for one in visits for _ in (0, 1)])
    lat, lon = (np.interp(times, knots, places[:, k]) for k in (0, 1))
    which = np.clip(np.searchsorted(knots, times, side="right") // 2, 0, len(visits) - 1)
    arrive, leave = (np.array([getattr(one, name) for one in visits]) for name in ("arrive", "leave"))
    under = np.array([one.at in dark for one in visits])[which] & (times > arrive[which] + 60) & (times < leave[which])
    count = len(times)
    error = rng.normal(0, 6.0, (2, count))
    stray = rng.random(count) < 0.003
    error[:, stray] += rng.normal(0, 120.0, (2, int(stray.sum())))
    gross = rng.random(count) < 5e-5
    error[:, gross] += rng.normal(0, 2_000.0, (2, int(gross.sum())))
    luck = rng.random(count)
    found = np.where(under, np.where(luck < 0.5, CELL, INVALID), np.where(luck < 0.01, CELL, SATELLITE)).astype(np.int8)
    error[:, found == CELL] += rng.normal(0, 900.0, (2, int((found == CELL).sum())))
    error[:, found == INVALID] += rng.normal(0, 300.0, (2, int((found == INVALID).sum())))
    lat = lat + error[0] / M_PER_DEGREE
    lon = lon + error[1] / M_PER_DEGREE / np.cos(np.radians(lat))
    sounded = [
        (int(i), one.bit.value)
        for one in (story.soundings if story else [])
        for i in range(int(np.searchsorted(times, one.begin)), int(np.searchsorted(times, one.end)))
    ]
    return Signals(
        number, vehicle, kind, expected, fleet.start_us + (times * 1_000_000).astype(np.int64),
        np.round(lat * 1e7).astype(np.int64), np.round(lon * 1e7).astype(np.int64), found, tuple(sorted(sounded)),
    )  # fmt: skip


def truth_of(fleet: Fleet) -> dict[str, Any]:
    """What was planted and where the lots are (隐藏真相), as plain values for a file."""
    begin = datetime(fleet.first.year, fleet.first.month, fleet.first.day)  # noqa: DTZ001 - local, as the lives are
    return {
        "first": fleet.first.isoformat(), "days": fleet.days, "lots": fleet.lots,
        "planted": [
            {"vehicle": one.vehicle, "kind": one.kind.value, "about": one.about,
             "begin": (begin + timedelta(seconds=round(one.begin))).isoformat(),
             "end": (begin + timedelta(seconds=round(one.end))).isoformat()}
            for one in fleet.planted
        ],
    }  # fmt: skip
