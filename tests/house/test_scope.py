"""No table without its wall (行级权限): what the pages may reach is decided by policies, and a new table has one."""

import re

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

OPEN = {
    "django_session": "its keys are hashes or random, its content is signed; read before it is known who comes",
    "django_content_type": "names of tables",
    "django_migrations": "names of migrations",
    "auth_permission": "Django's own, unused",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
    "people_signinattempt": "keyed hashes of names and addresses, read before it is known who comes",
    "people_scope_key": "granted to nobody but the owner",
    "people_reach": "granted to nobody but the owner",
}
"""Tables without row-level security, and why."""


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def unguarded() -> list[str]:
    """Tables the pages can name that no policy guards."""
    found = rows(
        "select c.relname, c.relrowsecurity, exists (select from pg_policy p where p.polrelid = c.oid)"
        "  from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1"
    )
    return [name for name, secured, policed in found if name not in OPEN and not (secured and policed)]


def test_every_table_has_its_policy():
    assert unguarded() == []


def test_a_new_table_without_a_policy_is_found():
    with connection.cursor() as cursor:
        cursor.execute("create table forgotten (id int); create table half (id int);"
                       " alter table half enable row level security")  # fmt: skip

    assert unguarded() == ["forgotten", "half"]


def test_the_keys_of_the_house_are_granted_to_nobody():
    assert rows(
        "select grantee, table_name from information_schema.role_table_grants"
        " where table_name in ('people_scope_key', 'people_reach') and grantee in ('huilong_web', 'huilong_night')"
    ) == []


def test_the_roles_of_the_processes_own_nothing_and_pass_no_wall():
    assert rows(
        "select rolname from pg_roles where rolname in ('huilong_web', 'huilong_night') and (rolsuper or rolbypassrls"
        " or rolcreaterole or rolcreatedb or rolreplication)"
    ) == []
    assert rows(
        "select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'huilong_%'"
        " and c.relpersistence <> 't'"
    ) == []
    assert rows(
        "select grantee, table_name, privilege_type from information_schema.role_table_grants"
        " where grantee in ('huilong_web', 'huilong_night') and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')"
    ) == []


def test_functions_with_the_owner_s_rights_cannot_be_led_astray():
    loose = [
        name
        for name, settings in rows(
            "select p.proname, coalesce(array_to_string(p.proconfig, ';'), '') from pg_proc p"
            " join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.prosecdef"
        )
        if not re.search(r"search_path=[^;]*pg_temp(;|$)", settings)
    ]

    assert loose == []


def test_policies_ask_who_acts_once_a_statement():
    bare = [
        (table, name)
        for table, name, condition in rows(
            "select tablename, policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies"
        )
        if re.search(r"(?<!SELECT )(?<!AS )\bpeople_(me|my_\w+|in_house)\(\)", condition)
    ]

    assert bare == []
