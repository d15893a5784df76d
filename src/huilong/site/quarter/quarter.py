"""The quarter (模拟季度): each day the lender's files, the actors' work by the clock, the night, the checks."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from huilong.site import roles
from huilong.site.quarter.actors import troupe
from huilong.site.quarter.cast import hire
from huilong.site.quarter.clock import SimulatedClock
from huilong.site.quarter.counting import counted
from huilong.site.quarter.house import deliver_everything, delivered, first_day
from huilong.site.quarter.invariants import INVARIANTS, scope
from huilong.site.quarter.look import Look
from huilong.site.quarter.luck import Luck
from huilong.site.quarter.world import ZONE, World

MONTHS = 18
Told = Callable[[str], object]


def play(home: Path, *, days: int, loans: int, seed: int, until: date, say: Told) -> World:
    """Play a quarter in a new house (模拟), as the owner at first; the world as it then is."""
    first = first_day(until, days)
    say(f"合成借据 / synthetic book: {loans:,} × {MONTHS} 月 / months")
    feed = deliver_everything(home, loans, MONTHS, days, seed, until)
    eve = datetime(first.year, first.month, first.day, tzinfo=ZONE) - timedelta(hours=15)
    roles.become(roles.OWNER)
    clock = SimulatedClock(eve)
    try:
        world = World(hire(first, eve), clock, Luck(seed), first, until)
        open_house(world, home, feed)
        for n in range(days):
            day = first + timedelta(days=n)
            delivered(home, feed, day)
            work(world, day)
            night(world, day)
            say(_line(world, day))
        world.tally.figures.update(counted(clock))
        return world
    finally:
        clock.undo()


def open_house(world: World, home: Path, feed: Path) -> None:
    """The book as it is when the quarter begins: its vehicles, and the night before the first day (开门)."""
    from huilong.rooms.collateral.actions import import_vehicles

    eve, at = world.first - timedelta(days=1), world.clock.now()
    roles.become(roles.NIGHT)
    for file in sorted((feed / "collateral").glob("fleet*.csv")):
        import_vehicles(file.name, file.read_bytes(), eve, at)
    delivered(home, feed, eve)
    night(world, eve)
    roles.become(roles.WEB)
    for actor in troupe():
        actor.begin(world)


def work(world: World, day: date) -> None:
    """One day's work (一天): everybody's deeds in the order of the clock, as the pages' role."""
    roles.become(roles.WEB)
    deeds = [deed for actor in troupe() for deed in actor.deeds(world, day)]
    for deed in sorted(deeds, key=lambda one: (one.at, one.who)):
        world.clock.set(deed.at)
        try:
            deed.do(deed.at)
        except Exception as error:  # the actor stumbled; the others work on
            world.unforeseen(f"{deed.who}", error)


def night(world: World, day: date) -> None:
    """The night after a day (夜), by the night's role at two in the morning; then every invariant, as the owner."""
    from huilong.night.plan import PLAN
    from huilong.night.run import run_nights

    roles.become(roles.NIGHT)
    world.clock.set(world.at(day + timedelta(days=1), 2))
    started = time.monotonic()
    run_nights(PLAN, day, asked_by="simulation", clock=world.clock.now)
    world.tally.seconds.append(time.monotonic() - started)
    check(world, day)


def check(world: World, day: date) -> None:
    """Look at every invariant, as the owner."""
    roles.become(roles.WEB)
    shown = {(who, sql): world.shown(who, sql) for who in world.cast.values() for sql in scope.ASKED.values()}
    roles.become(roles.OWNER)
    look = Look(day, world.clock.now(), world.cast, world.clock.ask, lambda who, sql: shown[who, sql])
    for name, holds in INVARIANTS.items():
        world.tally.findings += [f"{day} {name}: {found}" for found in holds(look)]
        world.tally.checks[name] += 1


def _line(world: World, day: date) -> str:
    tally = world.tally
    return (
        f"{day}: 动作 / acts {sum(tally.done.values()):,}, 拒绝 / refused {sum(tally.refused.values()):,}, "
        f"夜 / night {tally.seconds[-1]:.1f} s, 发现 / findings {len(tally.findings)}"
    )
