"""A telephone for the stories (故事里的电话): the gateway's simulator as a process, and a house where it is day.

The law goes by the borrower's clock and the suite runs at any hour, so the house of the stories stands in whichever
time zone has its morning.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from huilong.integrations.tests.processes import started

SETTINGS = ("TELEPHONE_HTTP_URL", "TELEPHONE_HTTP_KEY", "TELEPHONE_HTTP_SECRET_FILE")


def daytime_zone(now: datetime) -> str:
    """The time zone in which it is between ten and eleven in the morning.

    >>> daytime_zone(datetime(2026, 6, 30, 22, 15, tzinfo=UTC))
    'Etc/GMT+12'
    """
    behind = (now.astimezone(UTC).hour - 10) % 24
    return f"Etc/GMT+{behind}" if behind <= 12 else f"Etc/GMT-{24 - behind}"


def by_day() -> None:
    """Let the lender's house stand where it is day now."""
    from django.conf import settings

    from huilong.rooms.compliance.queries import lender

    settings.LENDER = {**settings.LENDER, "zone": daytime_zone(datetime.now(UTC))}
    lender.cache_clear()


def trained(users: list[int], on: date) -> None:
    """Everybody who works cases was trained lately."""
    from huilong.rooms.people.models import Gate

    for user in users:
        Gate.objects.create(user_id=user, kind="training", valid_from=on - timedelta(days=30),
                            valid_until=on + timedelta(days=300), evidence="STORY",
                            recorded_at=datetime.now(UTC))  # fmt: skip


@contextmanager
def telephone(home: Path, site: str) -> Iterator[str]:
    """The gateway's simulator, which tells the pages at `site` what became of calls; its address."""
    from django.conf import settings

    from huilong.rooms.contact.queries import channels

    secret = home / "telephone.secret"
    secret.write_text("a-story-is-not-a-secret", "utf-8")
    module = "huilong.integrations.telephone_http.simulator"
    with started(module, "--secret-file", str(secret), "--callback", f"{site}/hooks/calls/") as address:
        os.environ |= dict(zip(SETTINGS, (address, "simulated-key", str(secret)), strict=True))
        before, settings.TELEPHONY = settings.TELEPHONY, "huilong.integrations.telephone_http.telephony"
        channels._from.cache_clear()
        try:
            yield address
        finally:
            settings.TELEPHONY = before
            channels._from.cache_clear()
            for name in SETTINGS:
                del os.environ[name]
