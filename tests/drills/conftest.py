"""Homes for the drills: one with a small book and a night behind it, kept as a pack from which others are made."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.drills.home import Home

LAST, NIGHTS = "2026-03-27", ("2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31")

HEARD = ("2026-03-25", "2026-03-26", LAST)
"""Days of which the village has a position; that of the last day is in the log only."""


@pytest.fixture(scope="session")
def laws(tmp_path_factory) -> Path:
    """Machine code of the laws, made once for all drills."""
    return tmp_path_factory.mktemp("laws")


@pytest.fixture(scope="session")
def village(tmp_path_factory, laws) -> Path:
    """A home of 400 loans as a pack: the night of LAST is done, the nights after it are still to come."""
    place = tmp_path_factory.mktemp("village") / "home"
    with Home(place, laws).open() as home:
        home.huilong("migrate")
        home.huilong("synth", "--loans", "400", "--months", "6", "--seed", "11", "--until", NIGHTS[-1],
                     "--out", str(place / "incoming"))  # fmt: skip
        home.huilong("night", "--on", LAST)
        home.huilong("journal", "keep")
        home.actor("heard", *HEARD[:-1])
        home.actor("heard", HEARD[-1])
        home.environment["BACKUP_PASSPHRASE"] = "a-phrase-for-drills"
        home.huilong("backup", str(place.parent / "village.tar.zst"))
    return place.parent / "village.tar.zst"


@pytest.fixture
def restored(village, laws, tmp_path) -> Iterator[Callable[[str], Home]]:
    """Makes homes from the village's pack, their servers up until the test ends."""
    with ExitStack() as stack:

        def one(name: str) -> Home:
            home = Home(tmp_path / name, laws)
            home.environment["BACKUP_PASSPHRASE"] = "a-phrase-for-drills"
            home.huilong("restore", str(village), "--into", str(home.place))
            return stack.enter_context(home.open())

        yield one
