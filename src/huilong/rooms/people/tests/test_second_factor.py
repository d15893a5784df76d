"""The second factor: asked after the password, each code once, a little drift, ten ways back in, no guessing."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.models import Entry
from huilong.rooms.people import actions
from huilong.rooms.people.actions.signing_in import FAILURES_PER_NAME
from huilong.rooms.people.models import RecoveryCode, SecondFactor
from huilong.rooms.people.rules import factor
from huilong.rooms.people.tests.cast import PASSWORD, acting_as, as_web, village

AT = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)


@pytest.fixture
def house(db):
    return village()


def bound(user, at=AT):
    secret, _uri = actions.begin_factor(user.pk, user.username, at)
    codes = actions.confirm_factor(user.pk, pyotp.TOTP(secret).at(at), at)
    return pyotp.TOTP(secret), codes


def right(user, code, at):
    return actions.check_factor(user.pk, code, address="192.0.2.1", at=at)


def test_vectors_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: the last six of eight digits
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert factor.matching_step(secret, code, seconds, 0) == seconds // 30


def test_the_secret_is_sealed_and_bound_to_its_user(house):
    totp, _codes = bound(house["fang"])
    kept = SecondFactor.objects.get()

    assert totp.secret.encode() not in bytes(kept.sealed)
    key = bytes(32)
    sealed = factor.seal(key, bytes(12), "SECRET", 1)
    assert factor.unseal(key, sealed, 1) == "SECRET"
    assert factor.unseal(key, sealed, 2) is None


def test_a_code_works_once_and_never_an_older_one_after_it(house):
    totp, _codes = bound(house["fang"])
    later = AT + timedelta(minutes=5)

    assert right(house["fang"], totp.at(later), later)
    assert not right(house["fang"], totp.at(later), later)
    assert not right(house["fang"], totp.at(later - timedelta(seconds=30)), later)


@pytest.mark.parametrize(("drift", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(house, drift, taken):
    totp, _codes = bound(house["fang"])
    later = AT + timedelta(minutes=5)

    assert right(house["fang"], totp.at(later + timedelta(seconds=drift)), later) is taken


def test_the_code_that_confirmed_cannot_sign_in(house):
    totp, _codes = bound(house["fang"])

    assert not right(house["fang"], totp.at(AT), AT)


def test_a_recovery_code_works_once_and_is_kept_as_a_hash(house):
    _totp, codes = bound(house["fang"])

    assert len(set(codes)) == 10
    assert right(house["fang"], codes[0].upper(), AT)
    assert not right(house["fang"], codes[0], AT)
    assert not RecoveryCode.objects.filter(hash__contains=codes[1].replace("-", "")).exists()
    assert Entry.objects.filter(verb="factor.recovery_used").count() == 1


def test_wrong_codes_lock_the_factor_but_not_the_name(house):
    totp, _codes = bound(house["fang"])
    for _ in range(FAILURES_PER_NAME):
        assert not right(house["fang"], "000000", AT)

    with pytest.raises(Refusal, match="sign-in-locked"):
        right(house["fang"], totp.at(AT + timedelta(minutes=1)), AT + timedelta(minutes=1))
    actions.refuse_if_locked("fang", "192.0.2.2", AT)


def test_nobody_binds_a_second_one_over_a_confirmed_one(house):
    bound(house["fang"])
    with pytest.raises(Refusal, match="factor-there"):
        actions.begin_factor(house["fang"].pk, "fang", AT)


def test_pages_as_their_own_database_role_see_and_use_the_own_factor_only(house):
    as_web()
    with acting_as(house["fang"]):
        totp, _codes = bound(house["fang"])
        later = AT + timedelta(minutes=1)
        assert right(house["fang"], totp.at(later), later)
    with acting_as(house["lin"]):
        assert SecondFactor.objects.count() == 0
        assert RecoveryCode.objects.count() == 0
        assert SecondFactor.objects.all().delete()[0] == 0
    with acting_as(house["luo"]):
        assert SecondFactor.objects.count() == 0
    with acting_as(house["deng"]):
        assert SecondFactor.objects.update(last_step=0) == 0


def sign_in(client, name):
    return client.post("/login", {"username": name, "password": PASSWORD, "next": "/account/"})


def test_signing_in_asks_for_the_code_and_opens_nothing_before(client, house):
    totp, _codes = bound(house["fang"])
    answer = sign_in(client, "fang")

    assert answer.url == "/login/code?next=%2Faccount%2F"
    assert client.get("/account/").url.startswith("/login")
    assert client.post("/login/code", {"code": "000000"}).status_code == 422
    done = client.post("/login/code", {"code": totp.at(timezone.now()), "next": "/account/"})
    assert done.url == "/account/"
    assert client.get("/account/").status_code == 200


def test_a_code_page_without_a_password_before_it_leads_back(client, house):
    assert client.get("/login/code").url.startswith("/login?")
    assert client.post("/login/code", {"code": "123456"}).url.startswith("/login?")


def test_who_needs_a_factor_is_led_to_set_one_up_before_anything_else(client, house, settings):
    settings.SECOND_FACTOR = "required"
    sign_in(client, "fang")

    assert client.get("/account/").url == "/account/factor/?next=%2Faccount%2F"
    page = client.get("/account/factor/?next=/account/")
    assert b"data:image/svg+xml" in page.content
    secret = page.context["secret"].replace(" ", "")
    shown = client.post("/account/factor/", {"code": pyotp.TOTP(secret).now(), "next": "/account/"})
    assert len(shown.context["codes"]) == 10
    assert client.get("/account/").status_code == 200


def test_who_needs_none_works_without(client, house, settings):
    settings.SECOND_FACTOR = "required"
    sign_in(client, "lin")

    assert client.get("/account/").status_code == 200
