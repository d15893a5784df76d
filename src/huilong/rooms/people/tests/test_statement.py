"""Saying who acts: the database believes a signed statement of this session, and nothing else."""

import hashlib
import hmac

import pytest
from django.conf import settings
from django.db import connection, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.people.actions import ensure_organisation, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.rules.statement import hmac_pads, statement
from huilong.rooms.people.terms import OrganisationKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def users() -> dict[str, User]:
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    for name, role in (("lin", Role.COLLECTOR), ("boss", Role.MANAGER), ("gone", Role.MANAGER)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one")
    User.objects.filter(username="gone").update(is_active=False)
    return {user.username: user for user in User.objects.all()}


def believed(said: str) -> tuple:
    """Whom the pages' role is taken for after saying this."""
    with connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        cursor.execute("select set_config('h.act', %s, true)", [said])
        cursor.execute("select people_me(), people_my_reach()")
        told = cursor.fetchone()
        cursor.execute("reset role")
    return told


def session() -> int:
    connection.ensure_connection()
    return connection.connection.info.backend_pid


def test_a_signed_statement_is_believed(users):
    boss = users["boss"].pk

    assert believed(statement(settings.SCOPE_KEY, boss, "work", session())) == (boss, "house")


@pytest.mark.parametrize("said", ["", "1", "1|work", "1|work|", "1|work|" + "0" * 64, "x|y|z", "|||", "1|work|a|b"])
def test_anything_else_is_nobody(users, said):
    assert believed(said) == (None, "nothing")


def test_a_statement_of_another_session_or_with_another_name_is_nobody(users):
    boss, lin = users["boss"].pk, users["lin"].pk
    own = statement(settings.SCOPE_KEY, lin, "work", session())

    assert believed(statement(settings.SCOPE_KEY, boss, "work", session() + 1)) == (None, "nothing")
    assert believed(own.replace(f"{lin}|", f"{boss}|", 1)) == (None, "nothing")
    assert believed(own.replace("|work|", "|reveal|")) == (None, "nothing")
    assert believed(statement(b"a guess", boss, "work", session())) == (None, "nothing")


def test_somebody_who_left_is_nobody(users):
    assert believed(statement(settings.SCOPE_KEY, users["gone"].pk, "work", session())) == (None, "nothing")


def test_a_table_put_in_the_way_changes_nothing(users):
    boss = users["boss"].pk
    with connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        cursor.execute("create temp table people_scope_key (id int, inner_pad bytea, outer_pad bytea)")
        inner, outer = hmac_pads(b"mine")
        cursor.execute("insert into people_scope_key values (1, %s, %s)", [inner, outer])
        cursor.execute("set local search_path = pg_temp, public")
        forged = statement(b"mine", boss, "work", session())
        cursor.execute("select set_config('h.act', %s, true)", [forged])
        cursor.execute("select public.people_me()")
        assert cursor.fetchone() == (None,)
        cursor.execute("reset role")


@pytest.mark.parametrize("sql", ["select * from people_scope_key", "set role huilong", "truncate people_user",
                                 "alter table people_user disable row level security", "delete from people_user",
                                 "copy people_user to program 'cat'",
                                 "select pg_read_file('/etc/passwd')"])  # fmt: skip
def test_the_pages_role_cannot_step_around(users, sql):
    with act_as(Acting(users["boss"].pk)), connection.cursor() as cursor:
        cursor.execute("set local session authorization huilong_web")
        with pytest.raises(Exception, match=r"permission denied|must be owner"), transaction.atomic():
            cursor.execute(sql)
        cursor.execute("reset session authorization")


def test_a_collector_cannot_promote_himself(users):
    lin = users["lin"]
    with act_as(Acting(lin.pk)), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        with pytest.raises(Exception, match="own role"), transaction.atomic():
            cursor.execute("update people_user set role = 'manager' where id = %s", [lin.pk])
        cursor.execute("reset role")


def test_the_pads_are_those_of_hmac():
    for key in (b"short", b"k" * 64, b"long" * 40):
        inner, outer = hmac_pads(key)
        told = hashlib.sha256(outer + hashlib.sha256(inner + b"said").digest()).digest()
        assert told == hmac.new(key, b"said", hashlib.sha256).digest()
