"""The suite's database (测试数据库): an embedded PostgreSQL in a temporary directory, unless DATABASE_URL is given."""

import gc
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A property is true or false, not fast or slow: on a busy machine Hypothesis' own clock would fail tests at random.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # fmt: skip
hypothesis.settings.load_profile("house")

# Settings read the environment when they are first imported, which is later than this file's own import only for
# some plugins; HUILONG_HOME must therefore be decided here and again in the fixture below.
_HOME = tempfile.TemporaryDirectory(prefix="huilong-suite-", ignore_cleanup_errors=True)


def pytest_collection_finish() -> None:
    """What was imported and collected lives to the end: the collector of garbage need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def huilong_home() -> Path:
    """The HUILONG_HOME of this session: an empty directory that goes with it."""
    return Path(_HOME.name)


@pytest.fixture(scope="session", autouse=True)
def _own_home(huilong_home: Path) -> None:
    from django.conf import settings

    settings.HUILONG_HOME = huilong_home
    settings.BOOK_URL = str(huilong_home / "book")
    settings.VAULT_KEY_FILE = huilong_home / "keys" / "vault.key"
    settings.INCOMING = huilong_home / "incoming"
    settings.LIVE_URL = "off"  # pages of tests hear no live news, but where a test serves them
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of users, a second each
    settings.WHITENOISE_AUTOREFRESH = True  # else every client of a test reads all static files anew: half its time
    settings.SECOND_FACTOR = "offered"  # tests of signing in say `required` where they mean it
    os.environ["HUILONG_HOME"] = str(huilong_home)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(huilong_home: Path) -> Iterator[None]:
    """Start the session's server before the first test that asks for a database; stop it at the end."""
    if "DATABASE_URL" in os.environ:
        yield
        return
    from django.db import connections

    from huilong.site import postgres

    place = postgres.place(huilong_home)
    lease = postgres.ensure(huilong_home, postgres.TEST_OPTIONS)
    mourner = _mourner(postgres.pid(place), huilong_home)
    connections["default"].settings_dict["HOST"] = str(place.socket)
    # Commands started by tests as processes of their own meet the same database.
    os.environ["DATABASE_URL"] = place.url(connections["default"].settings_dict["TEST"]["NAME"])
    try:
        yield
    finally:
        del os.environ["DATABASE_URL"]
        connections.close_all()
        mourner.kill()
        mourner.wait()
        postgres.remove(place)
        del lease


LARGE = 4 << 20
"""Bytes from which a table is cheaper to truncate than to delete from."""


@pytest.fixture(scope="session", autouse=True)
def _only_what_was_filled_is_emptied() -> None:
    """After a test that commits, empty only the tables that hold something.

    Django truncates every table and makes its content types and permissions again: a second a test, a thousand times.
    """
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda case: _emptied()


def _emptied() -> None:
    """Delete every row. To truncate costs new files for each table, each index, and all that point there; a few rows
    are deleted a hundred times faster, with the triggers that forbid it asleep, as only a superuser may let them be.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select c.oid::regclass::text, pg_relation_size(c.oid), (select rolsuper from pg_roles"
            " where rolname = current_user) from pg_class c where c.oid = any(%s) and pg_relation_size(c.oid) > 0",
            [_tables()],
        )
        filled = cursor.fetchall()
        large = [name for name, size, mighty in filled if size > LARGE or not mighty]
        if large:
            cursor.execute(f"truncate {', '.join(large)} cascade")
        if few := [name for name, size, mighty in filled if size <= LARGE and mighty]:
            rows = "; ".join(f"delete from {name}" for name in few)  # noqa: S608 - names of our own tables
            cursor.execute(f"set session_replication_role = replica; {rows}; reset session_replication_role")
        cursor.execute("update journal_horizon set xid = '0'")


def _tables() -> list[int]:
    """Our tables and whatever points at them, as Django's own `truncate … cascade` takes them; partitions apart.

    What points at nothing was filled by a migration and stays.
    """
    from django.db import connection

    kept = {"django_content_type", "auth_permission", "django_migrations"}
    ours = set(connection.introspection.django_table_names(only_existing=True)) - kept
    ours |= {"journal_link", "journal_seal"}  # a chain of nothing: where a truncated journal lets it go by itself
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive found(oid) as (select c.oid from pg_class c where c.relname = any(%s)"
            " and c.relnamespace = 'public'::regnamespace union select more.oid from found f, lateral ("
            " select k.conrelid from pg_constraint k where k.contype = 'f' and k.confrelid = f.oid"
            " union all select i.inhrelid from pg_inherits i where i.inhparent = f.oid) more(oid))"
            " select c.oid from found join pg_class c using (oid) where c.relkind = 'r' and not c.relname = any(%s)",
            [sorted(ours), sorted(kept)],
        )
        return [oid for (oid,) in cursor.fetchall()]


@pytest.fixture
def as_web(transactional_db: None) -> Iterator[None]:
    """Meet the database as the pages do: as `huilong_web`, whom row-level security binds. Only committed rows are seen.

    Row-level security does not bind the owner, as whom tests run: a test of a page that means to show who sees what
    asks for this, or for `tests.meeting.meeting_as`.
    """
    from tests.meeting import meeting_as

    with meeting_as("web"):
        yield


def _mourner(server: int | None, home: Path) -> subprocess.Popen[bytes]:
    """A process that outlives a killed suite just long enough to stop its server and remove its files.

    It reads from a pipe that only this process holds open, so it wakes whichever way this process ends.
    """
    script = 'cat >/dev/null; kill -QUIT "$1"; while kill -0 "$1"; do sleep 0.1; done; rm -rf "$2"'
    return subprocess.Popen(
        ["sh", "-c", script, "mourner", str(server), str(home)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
