"""The clock of a simulation (模拟时钟): the database of a quarter lives in the quarter's time, not in ours.

Only the owner of a database can do this, and only the simulation does, in a database it made: it puts functions of its
own in the place of `house_now()` and `house_clock()` (journal, 0005_clock).
"""

from datetime import datetime
from typing import Any

import psycopg

OWN_CLOCK = """
create table simulated_clock (at timestamptz not null);
create unique index simulated_clock_one on simulated_clock ((true));
insert into simulated_clock values (%s);
grant select on simulated_clock to huilong_web, huilong_night;
create or replace function house_now() returns timestamptz language sql stable parallel safe
    as 'select at from public.simulated_clock';
create or replace function house_clock() returns timestamptz language sql volatile parallel safe
    as 'select at from public.simulated_clock';
"""
HOUSE_CLOCK = """
create or replace function house_now() returns timestamptz language sql stable parallel safe as 'select now()';
create or replace function house_clock() returns timestamptz language sql volatile parallel safe
    as 'select clock_timestamp()';
drop table simulated_clock
"""
"""As journal's migration made them."""


class SimulatedClock:
    """What time it is in the quarter (模拟时间), for this process and for its database alike."""

    def __init__(self, at: datetime) -> None:
        """Put the own clock into the database of this process, which must meet it as its owner now."""
        from django.db import connection

        told = connection.get_connection_params()
        where = {name: told[name] for name in ("host", "port", "dbname", "user", "password") if told.get(name)}
        self._owner: psycopg.Connection[Any] = psycopg.connect(**where, autocommit=True)
        self._owner.execute("set synchronous_commit = off")
        for statement in OWN_CLOCK.strip().split(";\n"):
            self._owner.execute(statement, [at] if "%s" in statement else None)
        self._at = at

    def now(self) -> datetime:
        """The moment; what `run_nights` takes for its clock."""
        return self._at

    def set(self, at: datetime) -> None:
        """Let it be `at`: never earlier than it was, as time goes."""
        self._at = max(at, self._at)
        self._owner.execute("update simulated_clock set at = %s", [self._at])

    def ask(self, sql: str, told: Any = None) -> list[tuple[Any, ...]]:
        """What the owner of the database sees, whom no policy binds: for the invariants."""
        return self._owner.execute(sql, told).fetchall()

    def undo(self) -> None:
        """Give the database its own time back, and let go: whoever opens this house later lives in ours."""
        for statement in HOUSE_CLOCK.strip().split(";\n"):
            self._owner.execute(statement)
        self._owner.close()
