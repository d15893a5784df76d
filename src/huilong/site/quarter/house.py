"""A house for a quarter (模拟用的家): a home and a database of its own, its people and rules, nobody else's data."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

from huilong.kernel.refusal import Refusal

ELSEWHERE = (
    "DATABASE_URL", "DATABASE_WEB_URL", "DATABASE_NIGHT_URL", "BOOK_URL", "POSITIONS_URL", "HUILONG_INCOMING",
    "HUILONG_FILES_URL", "VAULT_KEY_FILE", "HUILONG_SECRET_KEY", "HUILONG_SECRET_KEY_FILE", "SMS_CHANNEL",
    "MAIL_CHANNEL", "CHART_FILE", "SETTLEMENT", "TERMS_FILE", "RELIEF_FILE", "RECOVERY_FILE", "VAULT_KMS", "VALUER",
    "GPS_PORT", "HUILONG_LENDER", "COLLECTIONS",
)  # fmt: skip
"""Settings that would lead out of the simulated house, or change how it works."""
PAYER = {"name": "回笼汽车金融", "account": "11001000", "bank": "模拟银行", "bank_code": "102100000001"}
OWN = {
    "TELEPHONY": "huilong.site.quarter.outside.telephone",
    "TYPESETTER": "huilong.integrations.letters_typst.typesetter",
    "HUILONG_HOTLINE": "4000000000", "HUILONG_SECOND_FACTOR": "offered", "BOOK_BUCKETS": "4",
    "PAYER": json.dumps(PAYER),
    "HUILONG_TRACKING": json.dumps({"impact_assessment": "SIMULATED-PIA"}), "LIVE_URL": "off",
}  # fmt: skip
LAWS = Path("~/.cache/huilong/laws").expanduser()
"""Compiled laws are nobody's data: one simulation leaves them for the next."""


@contextmanager
def house(home: Path | None) -> Iterator[Path]:
    """A new home with its tables, this process its owner (模拟的家); gone afterwards unless a place was named.

    Refuses a place where something lies, and to run where Django is set up for another house already.
    """
    with ExitStack() as stack:
        if home is None:
            kept = tempfile.TemporaryDirectory(prefix="huilong-quarter-", ignore_cleanup_errors=True)
            home = Path(stack.enter_context(kept))
        _refuse_unless_new(home)
        for name in ELSEWHERE:
            os.environ.pop(name, None)
        os.environ |= OWN | {"HUILONG_HOME": str(home.resolve()), "HUILONG_DATABASE_ROLE": "owner"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
        os.environ.setdefault("NUMBA_CACHE_DIR", str(LAWS))
        import django
        from django.core.management import call_command
        from django.db import connections

        from huilong.site import postgres
        from huilong.site.roles import give_logins

        lease = postgres.ensure(home, postgres.TEST_OPTIONS)  # nothing here need outlive the machine
        stack.callback(lease.release)
        stack.callback(connections.close_all)
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        give_logins()
        yield home


def _refuse_unless_new(home: Path) -> None:
    from django.conf import settings

    if settings.configured:
        raise Refusal(
            "house-open", zh="本进程已连接另一个家,不能在其中模拟。", en="This process already is in another house.",
            remedy_zh="请单独运行 huilong simulate。", remedy_en="Run huilong simulate by itself.",
        )  # fmt: skip
    if home.exists() and any(home.iterdir()):
        raise Refusal(
            "folder-not-empty", zh=f"目录 {home} 不是空的。", en=f"The directory {home} is not empty.", where=str(home),
            remedy_zh="请换一个新目录:模拟从不使用已有的数据。",
            remedy_en="Name a new directory: a simulation never uses what is there.",
        )  # fmt: skip


def deliver_everything(home: Path, loans: int, months: int, days: int, seed: int, until: date) -> Path:
    """Write what the lender will send in the quarter (合成借据); the folder from which each day is taken."""
    from huilong.integrations.synthetic_lender.book import write_book
    from huilong.integrations.synthetic_lender.deliveries import SNAPSHOT

    feed = home / "feed"
    write_book(feed, loans, months, seed, until=until, rhythm=SNAPSHOT, daily_days=days)
    return feed


def delivered(home: Path, feed: Path, on: date) -> None:
    """The lender's files of a day arrive (日文件到达)."""
    incoming = home / "incoming"
    incoming.mkdir(exist_ok=True)
    day = feed / on.isoformat()
    if day.exists():
        day.rename(incoming / day.name)


def first_day(until: date, days: int) -> date:
    """The first day of the quarter."""
    return until - timedelta(days=days - 1)
