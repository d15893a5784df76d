"""How people of the synthetic fleet live (合成出行): day by day, where the car stands from when to when.

Times are seconds of local time since the first midnight. Commuters, trades people who drive all day, and cars that
are seldom used; weekends, evenings out, nights at a partner's or the parents', holidays.
"""

from dataclasses import dataclass, field

import numpy as np

from huilong.integrations.synthetic_fleet.towns import M_PER_DEGREE, Point, Rng, Town, around

HOUR, DAY = 3_600.0, 86_400.0
MONDAY_OFFSET = 3
FAR_M = 150_000.0


@dataclass(frozen=True)
class Visit:
    """The car stands somewhere (停放) from `arrive` to `leave`."""

    arrive: float
    leave: float
    at: Point


@dataclass
class Life:
    """What a driver's days are made of (出行习惯)."""

    town: Town
    home: Point
    work: Point | None
    haunts: list[Point]
    second: Point | None
    parents: Point | None
    kind: str
    second_share: float
    parents_share: float
    leaves_at: float
    visits: list[Visit] = field(default_factory=list)


def make_life(rng: Rng, towns: list[Town]) -> Life:
    """A driver at random."""
    town = towns[int(rng.integers(len(towns)))]
    home = _at_estate(rng, town) if rng.random() < 0.35 else around(rng, town.centre, 1_500, 18_000)
    kind = str(rng.choice(["commuter", "trade", "idle"], p=[0.65, 0.2, 0.15]))
    office = town.offices[int(rng.integers(len(town.offices)))]
    work = None if kind != "commuter" else office if rng.random() < 0.5 else around(rng, town.centre, 500, 15_000)
    picked = rng.choice(len(town.shops), 14, replace=False)
    haunts = [town.shops[int(k)] for k in picked] + [town.malls[int(k)] for k in rng.choice(len(town.malls), 2)]
    second = around(rng, town.centre, 1_500, 18_000) if rng.random() < 0.35 else None
    parents = None
    if rng.random() < 0.4:
        parents = around(rng, town.centre, 20_000, 80_000)
    return Life(
        town, home, work, haunts, second, parents, kind, float(rng.uniform(0.05, 0.35)), float(rng.uniform(0.1, 0.5)),
        float(rng.normal(7.8, 0.7)),
    )  # fmt: skip


def _at_estate(rng: Rng, town: Town) -> Point:
    """A parking space of one's own in a housing estate that others live in too."""
    return around(rng, town.estates[int(rng.integers(len(town.estates)))], 5, 60)


def metres(a: Point, b: Point) -> float:
    """About how far two places are."""
    north = (b[0] - a[0]) * M_PER_DEGREE
    east = (b[1] - a[1]) * M_PER_DEGREE * np.cos(np.radians(a[0]))
    return float(np.hypot(north, east))


def drive_seconds(a: Point, b: Point) -> float:
    """How long the way takes: through town, or along a motorway."""
    way = metres(a, b) * 1.3
    return way / (25.0 if way > FAR_M else 9.0) + 90.0


class Diary:
    """The car's days as they are written (行程): where it is and since when."""

    def __init__(self, at: Point) -> None:
        self.at, self.since = at, 0.0
        self.visits: list[Visit] = []

    def go(self, to: Point, leave: float) -> float:
        """Leave for another place, no sooner than five minutes after arriving; when it gets there."""
        leave = max(leave, self.since + 300.0)
        if metres(self.at, to) < 30.0:
            return self.since
        self.visits.append(Visit(self.since, leave, self.at))
        self.since = leave + drive_seconds(self.at, to)
        self.at = to
        return self.since

    def end(self, moment: float) -> list[Visit]:
        """The days up to a moment."""
        self.visits.append(Visit(self.since, max(moment, self.since + 1.0), self.at))
        return [one for one in self.visits if one.arrive < moment]


def live(
    rng: Rng, life: Life, diary: Diary, first_day: int, last_day: int, weekday0: int, holiday: "Holiday | None"
) -> None:
    """Write the days from `first_day` up to, without, `last_day` into the diary."""
    day = first_day
    while day < last_day:
        if holiday and holiday.day == day:
            diary.go(holiday.at, day * DAY + 8.5 * HOUR)
            back = min(day + holiday.nights, last_day)
            for between in range(day + 1, back if holiday.drives else day):
                if rng.random() < 0.7:
                    diary.go(around(rng, holiday.at, 2_000, 40_000), between * DAY + 10 * HOUR)
                    diary.go(holiday.at, between * DAY + float(rng.uniform(15, 21)) * HOUR)
            day = back
            diary.go(life.home, day * DAY + 10 * HOUR)
            continue
        weekend = (day + weekday0) % 7 >= 5
        _day(rng, life, diary, day * DAY, weekend)
        _evening(rng, life, diary, day * DAY, (day + weekday0) % 7)
        day += 1


@dataclass(frozen=True)
class Holiday:
    """Some days away (外出旅行): driving about, or with the car left where the journey goes on by air."""

    day: int
    nights: int
    at: Point
    drives: bool


def _day(rng: Rng, life: Life, diary: Diary, midnight: float, weekend: bool) -> None:
    """Working hours: at the office, on the road, or nothing much."""
    if life.kind == "trade" and rng.random() < (0.5 if weekend else 0.92):
        moment = midnight + life.leaves_at * HOUR
        for _ in range(int(rng.integers(4, 9))):
            arrived = diary.go(life.haunts[_zipf(rng, len(life.haunts))], moment)
            moment = arrived + float(rng.uniform(0.15, 1.2)) * HOUR
        return
    if life.work is not None and not weekend and rng.random() < 0.93:
        diary.go(life.work, midnight + (life.leaves_at + rng.normal(0, 0.25)) * HOUR)
        if rng.random() < 0.2:
            back = diary.go(life.haunts[_zipf(rng, len(life.haunts))], midnight + (12 + rng.normal(0, 0.2)) * HOUR)
            diary.go(life.work, back + float(rng.uniform(0.4, 1.0)) * HOUR)
        return
    if rng.random() < (0.7 if weekend else 0.25):
        moment = midnight + float(rng.uniform(9.5, 13)) * HOUR
        for _ in range(int(rng.integers(1, 4))):
            arrived = diary.go(life.haunts[_zipf(rng, len(life.haunts))], moment)
            moment = arrived + float(rng.uniform(0.3, 2.5)) * HOUR


def _evening(rng: Rng, life: Life, diary: Diary, midnight: float, weekday: int) -> None:
    """After work: out perhaps, then to wherever the night is spent."""
    after = midnight + (18.2 + rng.normal(0, 0.6)) * HOUR
    if rng.random() < 0.25:
        diary.go(life.haunts[_zipf(rng, len(life.haunts))], after)
        after = diary.since + float(rng.uniform(0.6, 2.5)) * HOUR
    free = weekday in (4, 5)
    bed = life.home
    if life.second is not None and rng.random() < life.second_share * (1.8 if free else 0.6):
        bed = life.second
    elif life.parents is not None and rng.random() < life.parents_share * (1.0 if free else 0.04):
        bed = life.parents
    elif rng.random() < 0.012:
        bed = around(rng, life.town.centre, 2_000, 30_000)
    diary.go(bed, after)


def _zipf(rng: Rng, count: int) -> int:
    """A haunt, the first ones more often."""
    weights = 1.0 / np.arange(1, count + 1)
    return int(rng.choice(count, p=weights / weights.sum()))
