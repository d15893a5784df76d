"""Every table × everybody, in plain SQL as the pages' own role: what a forgotten check could reach (越权证明)."""

import pytest
from django.db import DatabaseError, connection, transaction

from huilong.kernel.acting import Acting, act_as
from tests.house.test_scope import OPEN

pytestmark = pytest.mark.django_db

SHORT = 4
"""Shorter marks stand in numbers too."""
REFUSALS = ("permission denied", "row-level security", "stay as they are")
"""How the database says no: no right to the table, none to the row, or a table that only grows."""
KEPT_FROM_ALL = {"vault_sealed", "vault_blind"}
"""Tables that show nothing to somebody who merely works, whoever it is."""


def run(sql: str, *given):
    """The rows of a statement, or None where the database refuses it; what it changed is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows = cursor.fetchall() if cursor.description else cursor.rowcount
            transaction.set_rollback(True)
            return rows
    except DatabaseError as error:
        assert any(word in str(error) for word in REFUSALS), error
        return None


def tables() -> list[str]:
    return [name for (name,) in run(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm') order by 1")]  # fmt: skip


def acts(viewer, purpose: str = "work"):
    return act_as(Acting(viewer.user, 0, viewer.role, "10.0.0.9", purpose))


def test_no_row_of_a_stranger_is_read_by_anybody(strangers):
    found, read, shown = [], 0, 0
    for viewer in strangers.viewers.values():
        forbidden = [mark for mark in strangers.forbidden(viewer) if mark.of[0] != "session"]
        with acts(viewer):
            for table in tables():
                rows = run(f'select t::text from "{table}" t')  # noqa: S608 - names of our own tables
                said = "\n".join(text for (text,) in rows or [])
                read, shown = read + 1, shown + bool(said)
                found += [f"{viewer.name}: {table}: {one}" for mark in forbidden for one in mark.texts
                          if len(one) > SHORT and one in said]  # fmt: skip
                if table in KEPT_FROM_ALL and rows:
                    found.append(f"{viewer.name}: {table}: {len(rows)} rows")
    assert sorted(set(found)) == []
    assert shown > len(strangers.viewers) * 5, "the proof looked at nothing"


def test_a_purpose_opens_only_the_people_of_one_s_own_cases(strangers):
    loans = {row: key for key, row in strangers.keys["loan"].items()}
    for viewer in strangers.viewers.values():
        for purpose, table in (("reveal", "vault_sealed"), ("search", "vault_blind")):
            with acts(viewer, purpose):
                seen = {loans[loan] for (loan,) in run(f"select loan_id from {table}")}  # noqa: S608
            expected = set() if viewer.reach == "gone" else {key for key in loans.values() if key in viewer.cases}
            assert seen == expected, (viewer.name, purpose)


def test_nobody_changes_or_removes_more_than_one_sees(strangers):
    for viewer in strangers.viewers.values():
        with acts(viewer):
            for table in tables():
                (visible,) = (run(f'select count(*) from "{table}"') or [(0,)])[0]  # noqa: S608
                removed = run(f'delete from "{table}"')  # noqa: S608
                assert removed is None or removed <= visible, (viewer.name, table)
                assert not removed or table in OPEN or "saved" in table or "filter" in table or "session" in table, (
                    viewer.name, table, removed)  # fmt: skip


def test_who_states_nothing_sees_nothing(strangers):
    with act_as(None):
        for table in tables():
            if table not in OPEN:
                rows = run(f'select count(*) from "{table}"')  # noqa: S608
                assert rows is None or rows == [(0,)], table


@pytest.mark.parametrize("sql", [
    "set role huilong_night", "set session authorization huilong_night",
    "alter table cases_case disable row level security",
    "drop policy seen on cases_case", "select * from pg_authid", "select * from people_scope_key",
    "create table mine (id int)", "create function mine() returns int language sql return 1",
    "truncate journal_entry", "update journal_entry set verb = 'x'", "delete from journal_entry",
    "alter role huilong_web bypassrls", "copy cases_case to program 'cat'", "select pg_read_file('/etc/passwd')",
    "update people_reach set reach = 'house'", "grant huilong_night to huilong_web",
])  # fmt: skip
def test_the_role_of_the_pages_cannot_lift_itself(strangers, sql):
    with acts(strangers.viewers["manager"]):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError as error:
            assert any(word in str(error) for word in ("permission denied", "must be", "Only roles")), error
        else:
            raise AssertionError(f"allowed: {sql}")


def test_a_statement_of_who_acts_that_is_not_signed_counts_for_nothing(strangers):
    manager = strangers.viewers["manager"]
    with acts(manager):
        [(signed,)] = run("select current_setting('h.act', true)")
        assert run("select count(*) from cases_case") == [(len(strangers.keys["case"]),)]
    forged = signed.replace(str(manager.user), str(strangers.viewers["finance"].user), 1)
    for said in (forged, signed[:-2] + "00", "", "1", f"{manager.user}:work"):
        with act_as(None):
            rows = run("with s as materialized (select set_config('h.act', %s, true))"
                       " select count(*) from s join cases_case c on true", said)  # fmt: skip
        assert rows in (None, [(0,)]), said
