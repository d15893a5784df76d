"""Tokens: known by their hash only, for one organisation, until a day; the database keeps others from reading them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.actions import (
    ensure_organisation,
    ensure_user,
    issue_token,
    revoke_token,
)
from huilong.rooms.people.models import ApiToken, Organisation, User
from huilong.rooms.people.queries import token_bearer
from huilong.rooms.people.terms import OrganisationKind, Role

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def house(db):
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("远山委外", OrganisationKind.AGENCY)
    for name, role, place in (
        ("deng", Role.ADMINISTRATOR, lender),
        ("lin", Role.COLLECTOR, lender),
        ("luo", Role.AGENCY_MANAGER, agency),
    ):
        ensure_user(name, display_name=name, role=role, organisation=place, password="slow-river-42")
    return {user.username: user for user in User.objects.all()} | {"agency": agency, "lender": lender}


def issued(house, place="agency", scopes=("case.view",), **more):
    return issue_token("远山系统", house[place], scopes, actor=house["deng"].pk, at=AT, **more)


def as_web():
    connection.cursor().execute("set local role huilong_web")


def my_reach():
    with connection.cursor() as cursor:
        cursor.execute("select people_my_reach(), people_my_organisation()")
        return cursor.fetchone()


def test_a_secret_shown_is_known_again_and_only_its_hash_is_kept(house):
    key, secret = issued(house)

    bearer = token_bearer(secret, AT + timedelta(days=1))

    assert (bearer.token, bearer.organisation, bearer.role) == (key, house["agency"], "service")
    assert bearer.scopes == {"case.view"}
    assert ApiToken.objects.get().last_used_at == AT + timedelta(days=1)
    assert secret not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize("other", ["", "hl_1_x", "hl_99999_" + "a" * 43, "Bearer", "hl_0_" + "a" * 43])
def test_any_other_secret_opens_nothing(house, other):
    _key, secret = issued(house)

    assert token_bearer(other, AT) is None
    assert token_bearer(secret[:-1] + ("a" if secret[-1] != "a" else "b"), AT) is None


def test_a_token_ends_after_its_last_day_in_the_house_s_zone(house):
    _key, secret = issued(house, days=1)

    assert token_bearer(secret, datetime(2026, 3, 3, 15, 59, tzinfo=UTC))
    assert token_bearer(secret, datetime(2026, 3, 3, 16, 0, tzinfo=UTC)) is None


def test_a_revoked_token_opens_nothing_at_once_and_its_user_is_closed(house):
    key, secret = issued(house)

    assert revoke_token(key, actor=house["deng"].pk, at=AT)
    assert not revoke_token(key, actor=house["deng"].pk, at=AT)
    assert token_bearer(secret, AT) is None
    assert not User.objects.get(role="service").is_active


def test_tokens_of_a_closed_organisation_open_nothing(house):
    _key, secret = issued(house)
    Organisation.objects.filter(pk=house["agency"]).update(is_active=False)

    assert token_bearer(secret, AT) is None


@pytest.mark.parametrize("wrong", [
    {"scopes": ("case.fly",)}, {"scopes": ()}, {"days": 0}, {"days": 9999}, {"per_minute": 0},
])  # fmt: skip
def test_what_cannot_be_a_token_is_refused(house, wrong):
    with pytest.raises(Refusal):
        issued(house, **wrong)


def test_a_token_of_an_agency_reaches_its_organisation_and_one_of_the_lender_the_house(house):
    _a, of_agency = issued(house)
    _b, of_lender = issued(house, "lender")
    as_web()

    for secret, reach in ((of_agency, "organisation"), (of_lender, "house")):
        bearer = token_bearer(secret, AT)
        with act_as(Acting(bearer.user)):
            assert my_reach() == (reach, bearer.organisation)


def test_the_web_role_issues_as_administrator_and_shows_tokens_to_nobody_else(house):
    as_web()
    with act_as(Acting(house["deng"].pk)):
        key, _secret = issued(house)
        assert ApiToken.objects.count() == 1
    for other in ("lin", "luo"):
        with act_as(Acting(house[other].pk)):
            assert ApiToken.objects.count() == 0
            assert not revoke_token(key, actor=house[other].pk, at=AT)
            with pytest.raises((DatabaseError, Refusal)), transaction.atomic():
                issued(house)
    assert ApiToken.objects.count() == 0


def test_who_has_not_signed_in_may_look_up_but_not_change_a_token(house):
    issued(house)
    as_web()
    with act_as(Acting(0, purpose=SIGN_IN)):
        assert ApiToken.objects.count() == 1
        assert ApiToken.objects.update(revoked_at=AT) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            ApiToken.objects.update(scopes=["receipt.post"])
