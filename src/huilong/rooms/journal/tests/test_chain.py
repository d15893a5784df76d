"""Chained, sealed, verified: by us, and by a stranger who has only a pack and a key."""

import importlib.util
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.journal import commands
from huilong.rooms.journal.actions import digested, keep, record, record_many, seal
from huilong.rooms.journal.queries import check, public_key
from huilong.rooms.journal.terms import Trace

VERIFIER = Path(__file__).resolve().parents[5] / "tools/verify_journal.py"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def stranger():
    """The stand-alone script, as a stranger would run it."""
    spec = importlib.util.spec_from_file_location("verify_journal", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(entries: int, organisation: int = 1) -> None:
    for number in range(entries):
        with transaction.atomic(), act_as(Acting(7, organisation, "collector", "10.0.0.1", "work")):
            record(verb="case.viewed", subject=("case", f"CL{number}"), detail={"中": number, "part": 0.1},
                   before={"phone": digested("13700000000")}, at=NOON)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_entries_are_chained_for_each_organisation_and_sealed():
    write(3, organisation=1)
    write(2, organisation=2)

    assert keep(timezone.now()) == 5
    assert seal(timezone.now()) == 5
    found = check()
    assert (found.links, found.seals, found.waiting, found.broken) == (5, 1, 0, "")


@pytest.mark.django_db(transaction=True)
def test_keeping_twice_links_nothing_twice():
    write(3)
    keep(timezone.now())

    assert keep(timezone.now()) == 0
    seal(timezone.now())
    assert seal(timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_a_transaction_still_open_is_not_overtaken():
    with transaction.atomic():
        record(verb="early", subject=("case", 1), actor="night")
        import psycopg

        params = connection.get_connection_params()
        with psycopg.connect(**{k: v for k, v in params.items() if k in ("host", "dbname", "user", "port")}) as other:
            waiting = other.execute(
                "select count(*) from journal_entry where xid < pg_snapshot_xmin(pg_current_snapshot())"
            ).fetchone()
        assert waiting == (0,)
    write(1)
    keep(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.verb from journal_link l join journal_entry e on e.id = l.entry where l.organisation = 0"
        )
        assert cursor.fetchall() == [("early",)]


@pytest.mark.django_db(transaction=True)
def test_after_a_restore_chaining_goes_on():
    write(2)
    keep(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("update journal_horizon set xid = '99999999999'")
    write(1)

    assert keep(timezone.now()) == 1
    assert check().broken == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change", ["verb = 'case.shown'", "at = at - interval '1 second'", "recorded_at = recorded_at + interval '1 s'",
               "detail = '{}'", "actor = 'user:8'", "before = null", "place = '10.0.0.2'"],
)  # fmt: skip
def test_a_change_by_somebody_who_may_do_anything_is_found(change):
    write(5)
    keep(timezone.now())
    seal(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # no trigger stops a superuser
        cursor.execute(f"update journal_entry set {change} where id = (select max(id) - 2 from journal_entry)")  # noqa: S608
        cursor.execute("set session_replication_role = origin")

    assert "position 3: the entry was changed" in check().broken


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("sql", "said"), [
    ("delete from journal_entry where id = (select max(id) from journal_entry)", "its entry is gone"),
    ("delete from journal_link where seq = 5", "the links are not those that were sealed"),
    ("delete from journal_link where seq = 2", "a gap after 1"),
    ("update journal_seal set at = at + interval '1 s'", "its signature does not hold"),
])  # fmt: skip
def test_what_is_missing_or_moved_is_found(sql, said):
    write(5)
    keep(timezone.now())
    seal(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("set session_replication_role = origin")

    assert said in check().broken


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["update journal_link set seq = 9", "delete from journal_seal",
                                 "delete from journal_entry", "truncate journal_entry_other"])  # fmt: skip
def test_the_owner_s_ordinary_role_changes_nothing(sql):
    record(verb="x", subject=("case", 1), actor="night")
    keep(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("insert into journal_link values (1, 1, 1, '', '')")
        cursor.execute("insert into journal_seal values (1, now(), 1, '{}', '', '', '')")
        if sql.startswith("truncate"):
            cursor.execute("select tgname from pg_trigger where tgrelid = 'journal_entry_other'::regclass")
            assert ("journal_stays",) in cursor.fetchall()
        else:
            with pytest.raises(Exception, match="only grows"):
                cursor.execute(sql)


@pytest.fixture
def pack(transactional_db, tmp_path) -> Path:
    write(6, organisation=1)
    record_at = timezone.now()
    with transaction.atomic():
        record_many(Trace(NOON, NOON.date(), "night", "case.moved", ("case", n), {"到": "M2"}) for n in range(3))
    keep(record_at)
    seal(record_at)
    write(2, organisation=2)
    keep(record_at)
    seal(record_at + timedelta(minutes=2))
    out = tmp_path / "pack.jsonl"

    class Options:
        pass

    options = Options()
    options.out, options.organisation = out, None
    commands._export(options)
    return out


def test_a_stranger_finds_a_pack_whole(pack, capsys):
    assert stranger().main([str(pack), "--key", public_key().hex()]) == 0
    assert "WHOLE 11 entries, 2 seals" in capsys.readouterr().out


def test_a_pack_signed_with_another_key_is_refused(pack):
    assert stranger().main([str(pack), "--key", "00" * 32]) == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_found(pack, data):
    raw = bytearray(pack.read_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    before = [json.loads(line) for line in raw.decode().split("\n")[:-1]]
    raw[place] = new
    changed = pack.with_name("changed.jsonl")
    changed.write_bytes(raw)
    try:
        same = raw.endswith(b"\n") and [json.loads(line) for line in raw.decode().split("\n")[:-1]] == before
    except ValueError:
        same = False

    assert stranger().main([str(changed), "--key", public_key().hex()]) == (0 if same else 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_line_dropped_doubled_or_moved_is_found(pack, data):
    lines = pack.read_bytes().splitlines(keepends=True)
    i, j = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
    act = data.draw(st.sampled_from(["drop", "double", "swap"]))
    if act == "drop":
        del lines[i]
    elif act == "double":
        lines.insert(j, lines[i])
    else:
        lines[i], lines[j] = lines[j], lines[i]
    changed = pack.with_name("changed.jsonl")
    changed.write_bytes(b"".join(lines))
    harmless = act == "swap" and i == j

    assert stranger().main([str(changed), "--key", public_key().hex()]) == (0 if harmless else 1)


def test_the_stranger_s_script_is_short_and_needs_little():
    text = VERIFIER.read_text()
    assert text.count("\n") < 300
    wanted = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert wanted <= {"argparse", "hashlib", "json", "sys", "zipfile", "cryptography"}
