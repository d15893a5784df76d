"""What goes wrong in the synthetic fleet (预设异常), and what only looks like it; each with what should be noticed.

Planted: a device taken off, loudly or not; the power cut for good; the wired device put into another car; the car given
to a second-pledge lot; moved to another area; a wireless unit that died. Decoys: a battery changed, days in a workshop
with the power off, holidays, a device that cries tamper for nothing, days at an airport.
"""

from dataclasses import dataclass, field

from huilong.integrations.synthetic_fleet.lives import DAY, HOUR, Diary, Holiday, Life, live
from huilong.integrations.synthetic_fleet.towns import Point, Rng, Town, around
from huilong.rooms.tracking.terms import AlarmBit, AlarmKind

TROUBLES = ("removed", "taken_quietly", "power_cut", "separated", "pledged", "moved", "wireless_died")
WARM_DAYS = 25
"""Days of ordinary life before anything is planted."""
BATTERY_HOURS = 3.0
"""How long a wired device goes on telling once its power is cut."""


@dataclass(frozen=True)
class Planted:
    """What should be noticed (应报): of which vehicle, from when to when in local seconds, at which lot."""

    vehicle: int
    kind: AlarmKind
    begin: float
    end: float
    about: str = ""


@dataclass
class Sounding:
    """Bits a wired device sounds from when to when (设备报警)."""

    bit: AlarmBit
    begin: float
    end: float


@dataclass
class Story:
    """One vehicle's whole time (一车全程): where it stood, when its devices fell silent, what they sounded."""

    trouble: str = ""
    wired_ends: float = float("inf")
    wireless_ends: float = float("inf")
    wired_lives: Diary | None = None
    soundings: list[Sounding] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    lot: Point | None = None
    lot_from: float = 0.0


def tell_story(
    rng: Rng, vehicle: int, life: Life, towns: list[Town], days: int, weekday0: int, share: float
) -> tuple[Story, Diary]:
    """A vehicle's time, with trouble in it for a `share` of vehicles; and where the car itself was."""
    story, diary = Story(), Diary(life.home)
    holiday = _holiday(rng, life, towns, days)
    if rng.random() >= share or days < WARM_DAYS + 10:
        live(rng, life, diary, 0, days, weekday0, holiday)
    else:
        story.trouble = TROUBLES[int(rng.integers(len(TROUBLES)))]
        day = int(rng.integers(WARM_DAYS, days - 8))
        if holiday and holiday.day + holiday.nights >= day:
            holiday = None
        live(rng, life, diary, 0, day, weekday0, holiday)
        _trouble(rng, story, vehicle, life, diary, towns, day, days, weekday0)
    if holiday and holiday.drives:
        _plant(story, vehicle, AlarmKind.LEFT_AREA, holiday.day * DAY, (holiday.day + holiday.nights + 1) * DAY)
    _decoys(rng, story, days)
    return story, diary


def _holiday(rng: Rng, life: Life, towns: list[Town], days: int) -> Holiday | None:
    """Some days in another town, or with the car left at the airport; for a third of people."""
    if rng.random() > 0.35 or days < 20:
        return None
    start, nights = int(rng.integers(8, days - 8)), int(rng.integers(2, 8))
    if rng.random() < 0.5:
        return Holiday(start, nights, life.town.airport, drives=False)
    other = towns[int(rng.integers(len(towns)))]
    if other is life.town:
        return None
    return Holiday(start, nights, other.hotels[int(rng.integers(len(other.hotels)))], drives=True)


def _plant(story: Story, vehicle: int, kind: AlarmKind, begin: float, end: float, about: str = "") -> None:
    story.planted.append(Planted(vehicle, kind, begin, end, about))


def _trouble(
    rng: Rng, story: Story, vehicle: int, life: Life, diary: Diary, towns: list[Town], day: int, days: int,
    weekday0: int,
) -> None:
    """From `day` on, what was planted; the car's days go on where they do."""
    end, when = days * DAY, day * DAY + float(rng.uniform(9, 22)) * HOUR
    if story.trouble == "pledged":
        _pledged(rng, story, vehicle, life, diary, towns, when, end)
        return
    if story.trouble == "moved":
        other = [one for one in towns if one is not life.town]
        town = other[int(rng.integers(len(other)))]
        home = around(rng, town.centre, 1_500, 15_000)
        moved = Life(
            town, home, None, [town.shops[int(k)] for k in rng.choice(len(town.shops), 10, replace=False)], None, None,
            "idle", 0.0, 0.0, 8.0,
        )  # fmt: skip
        arrived = diary.go(home, when)
        live(rng, moved, diary, int(arrived // DAY) + 1, days, weekday0, None)
        _plant(story, vehicle, AlarmKind.LEFT_AREA, when, end)
        return
    if story.trouble == "separated":
        _put_elsewhere(rng, story, vehicle, life, diary, when, end, weekday0, day, days)
        return
    live(rng, life, diary, day, days, weekday0, None)
    if story.trouble == "wireless_died":
        story.wireless_ends = when
        _plant(story, vehicle, AlarmKind.SILENT, when, end)
    elif story.trouble == "taken_quietly":
        story.wired_ends = when
        _plant(story, vehicle, AlarmKind.SILENT, when, end)
    else:
        _cut(rng, story, vehicle, when, end, removed=story.trouble == "removed")


def _cut(rng: Rng, story: Story, vehicle: int, when: float, end: float, *, removed: bool) -> None:
    """The wired device loses its power, and says so until its own battery is empty."""
    story.wired_ends = when + BATTERY_HOURS * HOUR * float(rng.uniform(0.5, 1.5))
    story.soundings.append(Sounding(AlarmBit.POWER_CUT, when, story.wired_ends))
    _plant(story, vehicle, AlarmKind.POWER_CUT, when, end)
    _plant(story, vehicle, AlarmKind.SILENT, when, end)
    if removed:
        bit, kind = (
            (AlarmBit.REMOVED, AlarmKind.REMOVED) if rng.random() < 0.6 else (AlarmBit.TAMPER, AlarmKind.TAMPERED)
        )
        story.soundings.append(Sounding(bit, when, story.wired_ends))
        _plant(story, vehicle, kind, when, end)


def _put_elsewhere(
    rng: Rng, story: Story, vehicle: int, life: Life, diary: Diary, when: float, end: float, weekday0: int, day: int,
    days: int,
) -> None:
    """The wired device lives on in another car that keeps to the old ways, while the car goes elsewhere."""
    other = Diary(diary.at)
    other.since, other.visits = diary.since, list(diary.visits)
    live(rng, life, other, day, days, weekday0, None)
    story.wired_lives = other
    hideout = around(rng, life.town.centre, 20_000, 60_000)
    diary.go(hideout, when)
    for later in range(day + 5, days, 6):
        diary.go(life.haunts[int(rng.integers(len(life.haunts)))], later * DAY + 14 * HOUR)
        diary.go(hideout, later * DAY + 16 * HOUR)
    _plant(story, vehicle, AlarmKind.SEPARATED, when, end)
    if end - when > 96 * HOUR:
        _plant(story, vehicle, AlarmKind.LONG_STAY, when, end)


def _pledged(
    rng: Rng, story: Story, vehicle: int, life: Life, diary: Diary, towns: list[Town], when: float, end: float
) -> None:
    """The car is given to a second-pledge lot, and stands there; its wired device may be taken off."""
    with_lots = [one for one in towns if one.lots]
    town = life.town if life.town.lots and rng.random() < 0.6 else with_lots[int(rng.integers(len(with_lots)))]
    lot = town.lots[int(rng.integers(len(town.lots)))]
    story.lot = lot
    story.lot_from = diary.go(around(rng, lot, 5, 60), when)
    _plant(story, vehicle, AlarmKind.ENTERED_LOT, story.lot_from, end, repr(lot))
    if end - story.lot_from > 24 * HOUR:
        _plant(story, vehicle, AlarmKind.OVERSTAYED_LOT, story.lot_from, end, repr(lot))
    if end - story.lot_from > 96 * HOUR:
        _plant(story, vehicle, AlarmKind.LONG_STAY, story.lot_from, end)
    if town is not life.town:
        _plant(story, vehicle, AlarmKind.LEFT_AREA, when, end)
    if rng.random() < 0.4:
        _cut(rng, story, vehicle, story.lot_from + float(rng.uniform(0.5, 8)) * HOUR, end, removed=rng.random() < 0.6)


def _decoys(rng: Rng, story: Story, days: int) -> None:
    """What happens to honest people."""
    last = min(story.wired_ends, days * DAY)

    def sounding(bit: AlarmBit, hours: float) -> None:
        when = float(rng.uniform(2 * DAY, max(last - DAY, 3 * DAY)))
        if when + hours * HOUR < last:
            story.soundings.append(Sounding(bit, when, when + hours * HOUR))

    if rng.random() < 0.15:
        sounding(AlarmBit.POWER_CUT, float(rng.uniform(0.05, 0.4)))
    if rng.random() < 0.05:
        sounding(AlarmBit.POWER_CUT, float(rng.uniform(1, 8)))
    if rng.random() < 0.03:
        sounding(AlarmBit.TAMPER, 0.05)
    if rng.random() < 0.3:
        sounding(AlarmBit.UNDERVOLTAGE, 6.0)
    if rng.random() < 0.3:
        sounding(AlarmBit.VIBRATION, 0.1)
