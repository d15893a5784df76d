"""Every entry finds its month, whatever the calendar does and however long nobody kept the journal."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from huilong.rooms.journal import actions
from huilong.rooms.journal.actions import keep, months_ahead, record, seal
from huilong.rooms.journal.queries import check

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(microseconds=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(monkeypatch):
    """Write an entry at a moment; the partition it lies in."""

    def one(moment: datetime) -> str:
        class Clock:
            now = staticmethod(lambda: moment)
            localdate = staticmethod(lambda value: value.astimezone(SHANGHAI).date())

        with monkeypatch.context() as patched, transaction.atomic(), connection.cursor() as cursor:
            patched.setattr(actions, "timezone", Clock)
            record(verb="x", subject=("case", moment.isoformat()), actor="night")
            cursor.execute(
                "select tableoid::regclass::text from journal_entry where subject = %s", [moment.isoformat()]
            )
            return cursor.fetchone()[0]

    yield one
    for name in made():
        if name not in BEFORE:
            with connection.cursor() as cursor:
                cursor.execute(f"drop table {name}")


def made() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select inhrelid::regclass::text from pg_inherits where inhparent = 'journal_entry'::regclass")
        return {name for (name,) in cursor.fetchall()}


BEFORE: set[str] = set()


@pytest.fixture(autouse=True)
def _months_there():
    BEFORE.clear()
    BEFORE.update(made())


@pytest.mark.parametrize("zone", [UTC, SHANGHAI])
@pytest.mark.parametrize("midnight", [
    (2032, 1, 1), (2032, 2, 29), (2032, 3, 1), (2033, 1, 1), (2033, 2, 28), (2033, 3, 1), (2033, 12, 31),
])  # fmt: skip
def test_both_sides_of_midnight_lie_in_their_months(at, zone, midnight):
    turn = datetime(*midnight, tzinfo=zone)
    months_ahead(turn - timedelta(days=40))

    for moment in (turn - SECOND, turn):
        assert at(moment) == f"journal_entry_{moment.astimezone(UTC):%Y%m}"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_months_begin_at_utc_whatever_zone_a_session_has(at, zone):
    with connection.cursor() as cursor:
        cursor.execute("select set_config('timezone', %s, false)", [zone])
        try:
            months_ahead(datetime(2034, 1, 31, 23, 30, tzinfo=UTC))
        finally:
            cursor.execute("set timezone = 'UTC'")

    first = datetime(2034, 2, 1, tzinfo=UTC)
    assert (at(first - SECOND), at(first)) == ("journal_entry_203401", "journal_entry_203402")


def test_months_are_made_three_ahead(at):
    keep(datetime(2035, 11, 30, 12, tzinfo=UTC))

    assert {f"journal_entry_{month}" for month in ("203511", "203512", "203601", "203602")} <= made()


def test_when_nobody_kept_it_for_months_nothing_is_lost_and_keeping_goes_on(at):
    """Entries of months never made lie with the others; the keeper chains them and makes the months to come."""
    keep(datetime(2036, 1, 10, tzinfo=UTC))  # makes January to April
    later = datetime(2036, 6, 15, tzinfo=UTC)
    assert at(later) == "journal_entry_other"

    assert keep(later + timedelta(days=1)) == 1
    assert seal(later + timedelta(days=1)) == 1
    assert at(later + timedelta(days=2)) == "journal_entry_other"
    assert at(later + timedelta(days=30)) == "journal_entry_203607"
    keep(later + timedelta(days=31))
    found = check()
    assert (found.links, found.waiting, found.broken) == (3, 0, "")


def test_after_a_restore_entries_with_numbers_not_yet_given_out_are_chained():
    with transaction.atomic():
        record(verb="x", subject=("case", 1), actor="night")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update journal_entry set xid = '99999999999'")  # a number of the server it came from
    assert keep(datetime.now(UTC)) == 0

    actions.count_anew()
    assert keep(datetime.now(UTC)) == 1
    assert keep(datetime.now(UTC)) == 0
    assert check().broken == ""
