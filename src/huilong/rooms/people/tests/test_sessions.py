"""Sessions: kept by a hash, one place at a time for some, locked when left alone, ended when old."""

import hashlib
from argparse import Namespace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.commands import run_reset
from huilong.rooms.people.models import Session
from huilong.rooms.people.tests.cast import PASSWORD, acting_as, as_web, village


@pytest.fixture
def house(db):
    return village()


def signed_in(name):
    client = Client()
    assert client.post("/login", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def kept(client):
    return Session.objects.filter(key=hashlib.sha256(client.cookies["sessionid"].value.encode()).hexdigest())


def left_alone(client, minutes):
    kept(client).update(last_seen_at=timezone.now() - timedelta(minutes=minutes))


def test_the_cookie_is_nowhere_in_the_table_and_the_hash_opens_nothing(house):
    client = signed_in("lin")
    row = kept(client).get()

    assert client.cookies["sessionid"].value not in str(Session.objects.values().get())
    thief = Client()
    thief.cookies["sessionid"] = row.key
    assert thief.get("/account/").url.startswith("/login")


def test_a_collector_works_in_one_place_and_the_older_one_is_told_why(house):
    first, second = signed_in("lin"), signed_in("lin")

    assert second.get("/account/").status_code == 200
    answer = first.get("/account/")
    assert answer.url == "/login?why=elsewhere&next=%2Faccount%2F"
    assert "已在别处登录" in first.get(answer.url).content.decode()


def test_a_manager_may_be_in_two_places_and_end_one_of_them(house):
    first, second = signed_in("song"), signed_in("song")

    assert first.get("/account/").status_code == 200
    second.post("/account/sessions/end/", {"session": kept(first).get().key})
    assert first.get("/account/").url.startswith("/login?why=ended")
    assert second.get("/account/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(house):
    song, lin = signed_in("song"), signed_in("lin")

    lin.post("/account/sessions/end/", {"session": kept(song).get().key})
    assert song.get("/account/").status_code == 200


def test_a_page_left_alone_locks_and_goes_on_where_it_was(house):
    client = signed_in("lin")
    left_alone(client, 21)

    assert client.get("/account/?x=1").url == "/account/unlock/?next=%2Faccount%2F%3Fx%3D1"
    assert client.get("/account/").url.startswith("/account/unlock/")
    assert client.post("/account/unlock/", {"password": "wrong"}).status_code == 422
    assert client.post("/account/unlock/", {"password": PASSWORD, "next": "/account/?x=1"}).url == "/account/?x=1"
    assert client.get("/account/").status_code == 200


def test_roles_lock_after_their_own_minutes_and_work_keeps_a_page_open(house):
    lin, deng = signed_in("lin"), signed_in("deng")
    for client in (lin, deng):
        left_alone(client, 15)

    assert lin.get("/account/").status_code == 200
    assert deng.get("/account/").url.startswith("/account/unlock/")
    assert timezone.now() - kept(lin).get().last_seen_at < timedelta(minutes=1)


def test_a_locked_page_tells_htmx_and_programs_in_their_way(house):
    client = signed_in("lin")
    left_alone(client, 60)

    fragment = client.get("/account/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/?a=1"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/account/unlock/?next=%2Fcases%2F%3Fa%3D1")
    assert client.get("/account/", headers={"Accept": "application/json"}).status_code == 401


def test_a_sign_in_ends_after_twelve_hours_however_busy(house):
    client = signed_in("lin")
    kept(client).update(signed_in_at=timezone.now() - timedelta(hours=12, minutes=1))

    assert client.get("/account/").url.startswith("/login?why=aged")
    assert not kept(client).exists()


def test_a_new_password_ends_the_other_sessions_and_needs_the_old_one(house):
    here, there = signed_in("song"), signed_in("song")
    form = {"old": PASSWORD, "new": "another-slow-river-43", "again": "another-slow-river-43"}

    assert here.post("/account/password/", {**form, "old": "wrong"}).status_code == 422
    assert here.post("/account/password/", {**form, "new": "short", "again": "short"}).status_code == 422
    assert here.post("/account/password/", form).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").url.startswith("/login?why=password")


def test_who_has_a_first_password_changes_it_before_anything_else(house):
    house["lin"].must_change = True
    house["lin"].save()
    client = signed_in("lin")

    assert client.get("/account/").url.startswith("/account/password/")


def test_pages_as_their_own_database_role_list_own_sessions_and_never_what_they_hold(house):
    signed_in("lin"), signed_in("song")
    as_web()
    with acting_as(house["lin"]):
        assert list(Session.objects.values_list("user", flat=True)) == [house["lin"].pk]
        with pytest.raises(DatabaseError), transaction.atomic():
            list(Session.objects.values("data"))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select * from django_session")
    with acting_as(house["luo"]):
        assert Session.objects.values("key").count() == 0
    with acting_as(house["deng"]):
        assert Session.objects.values("key").count() == 2
    assert Session.objects.values("key").count() == 0


def test_signing_in_locking_and_leaving_work_as_the_pages_own_database_role(house):
    as_web()
    client = Client()
    assert client.post("/login", {"username": "lin", "password": "wrong"}).status_code == 422
    client = signed_in("lin")
    assert client.get("/account/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    left_alone(client, 60)
    as_web()
    assert client.get("/account/").url.startswith("/account/unlock/")
    assert client.post("/account/unlock/", {"password": "wrong"}).status_code == 422
    assert client.post("/account/unlock/", {"password": PASSWORD}).status_code == 302
    new = "another-slow-river-43"
    assert client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert client.post("/language", {"language": "en"}).status_code == 302
    assert client.post("/logout").status_code == 302
    assert client.post("/login", {"username": "lin", "password": new}).status_code == 302


def test_who_runs_the_server_lets_somebody_back_in(house, capsys):
    client = signed_in("deng")
    run_reset(Namespace(username="Deng"))

    assert client.get("/account/").url.startswith("/login?why=password")
    assert Client().post("/login", {"username": "deng", "password": capsys.readouterr().out.strip()}).status_code == 302
    with pytest.raises(Refusal):
        run_reset(Namespace(username="nobody"))
