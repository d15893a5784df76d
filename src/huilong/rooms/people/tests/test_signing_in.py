"""Signing in: by name and password, slowly after failures, never to another site."""

import pytest

from huilong.rooms.people.actions import ensure_organisation, ensure_user
from huilong.rooms.people.actions.signing_in import FAILURES_PER_NAME
from huilong.rooms.people.models import User
from huilong.rooms.people.queries import may
from huilong.rooms.people.rules.permissions import PERMISSIONS
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.site import settings as as_served

PASSWORD = "slow-river-42"


@pytest.fixture
def lin(db):
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    ensure_user("lin", display_name="林岚", role=Role.FINANCE, organisation=lender, password=PASSWORD)
    return User.objects.get(username="lin")


def sign_in(client, password, **more):
    return client.post("/login", {"username": "Lin", "password": password, **more})


def test_the_right_password_opens_the_door_and_the_page_one_came_for(client, lin):
    answer = sign_in(client, PASSWORD, next="/cases/?page=2")

    assert (answer.status_code, answer.url) == (302, "/cases/?page=2")
    assert client.session["_auth_user_id"] == str(lin.pk)


def test_a_link_to_another_site_is_not_followed(client, lin):
    assert sign_in(client, PASSWORD, next="https://evil.example/").url == "/"


def test_a_wrong_password_is_refused_and_five_lock_the_name(client, lin):
    for _ in range(FAILURES_PER_NAME):
        assert sign_in(client, "wrong").status_code == 422

    assert sign_in(client, PASSWORD).status_code == 429


def test_a_good_sign_in_forgets_earlier_failures(client, lin):
    for _ in range(FAILURES_PER_NAME - 1):
        sign_in(client, "wrong")
    sign_in(client, PASSWORD)
    client.post("/logout")

    assert sign_in(client, "wrong").status_code == 422


def test_someone_who_left_cannot_sign_in(client, lin):
    User.objects.filter(pk=lin.pk).update(is_active=False)

    assert sign_in(client, PASSWORD).status_code == 422


def test_every_page_asks_who_you_are(client, db):
    answer = client.get("/login")
    assert answer.status_code == 200
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert client.get("/shell/filters/").url.startswith("/login?next=")


def test_signing_out_is_a_post(client, lin):
    sign_in(client, PASSWORD)

    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_chosen_language_is_kept_with_the_user(client, lin):
    assert client.get("/login").headers["Content-Language"] == "zh-hans"
    sign_in(client, PASSWORD)
    client.post("/language", {"language": "en"})
    client.cookies.pop("django_language")

    assert User.objects.get(pk=lin.pk).language == "en"
    assert client.get("/nothing-here").headers["Content-Language"] == "en"


def test_passwords_are_kept_as_argon2(lin, settings):
    settings.PASSWORD_HASHERS = as_served.PASSWORD_HASHERS  # the suite's own hasher is quick, and not for passwords
    lin.set_password("something-else-1")

    assert lin.password.startswith("argon2")


def test_a_role_may_what_the_table_says_and_nothing_else(lin, client):
    assert may(lin, "receipt.post")
    assert not may(lin, "people.manage")
    with pytest.raises(KeyError):
        may(lin, "no.such")


@pytest.mark.parametrize("role", Role)
def test_every_role_has_words_and_all_who_sign_in_here_may_see_something(role):
    assert role.word.zh and role.word.en
    if role not in (Role.BORROWER, Role.SERVICE):
        assert any(role in roles for roles in PERMISSIONS.values())
