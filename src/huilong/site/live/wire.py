"""The wire (实时线路): one connection that hears the database's announcements, made again whenever it breaks."""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

import psycopg

from huilong.shell.live import CHANNEL

log = logging.getLogger(__name__)
PROOF_SECONDS = 10.0
"""A silent connection is asked this often whether it still lives."""
LONGEST_PAUSE = 10.0


async def hear(
    place: dict[str, Any], back: Callable[[], None], heard: Callable[[str], None], gone: Callable[[], None],
    pause: float,
) -> None:  # fmt: skip
    """Hear announcements for ever: `back` when hearing begins (again), `heard` for each, `gone` when it breaks."""
    wait = pause
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**place, autocommit=True) as connection:
                await connection.execute(f"listen {CHANNEL}")
                back()
                wait = pause
                while True:
                    async for notice in connection.notifies(timeout=PROOF_SECONDS):
                        heard(notice.payload)
                    async with asyncio.timeout(PROOF_SECONDS):
                        await connection.execute("select 1")
        except (psycopg.Error, OSError) as error:  # TimeoutError is an OSError
            log.warning("announcements are not heard: %s", str(error).strip())
            gone()
        await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
        wait = min(wait * 2, LONGEST_PAUSE)


def place_of(settings_dict: dict[str, Any]) -> dict[str, Any]:
    """Where and as whom to listen, from Django's words for a database."""
    told = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: settings_dict[key] for name, key in told.items() if settings_dict.get(key)}
    return given | {"application_name": "huilong live", "connect_timeout": 5, "keepalives_idle": 30}
