"""A few days of the synthetic quarter: every role works, every invariant holds every night, every wrong is refused."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from huilong.rooms.people.terms import Role
from huilong.site.quarter.figures import figures, lines
from huilong.site.quarter.house import OWN
from huilong.site.quarter.invariants import INVARIANTS
from huilong.site.quarter.world import World

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = date(2026, 6, 30)
AT_WORK = {
    Role.COLLECTOR, Role.TEAM_LEAD, Role.FIELD_AGENT, Role.REPOSSESSION_COORDINATOR, Role.FINANCE, Role.COMPLIANCE,
    Role.MANAGER, Role.AGENCY_MANAGER, Role.AGENCY_AGENT, Role.AUDITOR, Role.BIDDER, Role.DISPOSAL_CLERK,
}  # fmt: skip


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A home as `house` makes one, in the suite's database; afterwards the database is as anybody finds it."""
    from huilong.site import roles

    settings.HUILONG_HOME, settings.BOOK_URL, settings.BOOK_BUCKETS = tmp_path, str(tmp_path / "book"), 4
    settings.INCOMING, settings.VAULT_KEY_FILE = tmp_path / "incoming", tmp_path / "keys/vault.key"
    settings.TELEPHONY, settings.TYPESETTER = OWN["TELEPHONY"], OWN["TYPESETTER"]
    yield tmp_path
    roles.become(roles.OWNER)


def played(home: Path, days: int, loans: int) -> World:
    """A quarter of so many days."""
    from huilong.site.quarter.quarter import play

    said: list[str] = []
    world = play(home, days=days, loans=loans, seed=7, until=UNTIL, say=said.append)
    assert len(said) == days + 1
    return world


@pytest.mark.slow
def test_five_days_of_a_whole_house(home: Path) -> None:
    told = figures(played(home, 5, 900))

    assert told["findings"] == []
    assert told["invariants"] == dict.fromkeys(INVARIANTS, 6)
    assert {Role(role) for role in told["done"]} >= AT_WORK
    assert told["figures"]["collected_fen"] > 0
    assert sum(sum(codes.values()) for codes in told["wrongs_refused"].values()) >= 3
    assert "findings: 0" in lines(told)
    with connection.cursor() as cursor:
        cursor.execute("select house_now() = now(), to_regclass('simulated_clock')")
        assert cursor.fetchone() == (True, None), "the database has its own time back"


@pytest.mark.slow
def test_thirty_days(home: Path) -> None:
    told = figures(played(home, 30, 1_500))

    assert told["findings"] == []
    assert {Role(role) for role in told["done"]} >= AT_WORK
    for name in ("cars_taken", "cars_sold", "tenders_awarded", "cases_placed", "promises_kept"):
        assert told["figures"][name] > 0, name
