"""Tenders over the API: a firm reads what it is invited to, hands in a sealed bid, opens it, reads its own result."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from huilong.rooms.people.actions import decide, issue_token
from huilong.rooms.tenders.actions import propose
from huilong.rooms.tenders.models import Reveal, SealedBid
from huilong.rooms.tenders.rules.sealing import canonical, seal
from tests.api.conftest import Caller
from tests.meeting import meeting_as

from .conftest import AFTER, CLOSES, acting_as, bid_data, key_of, open_bid, published, seal_bid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def callers(house):
    """A token of each firm, and one of a firm that may look only."""
    at = timezone.now() - timedelta(minutes=1)
    found = {}
    for name, scopes in (("jia", ["tender.view", "tender.bid"]), ("ding", ["tender.view", "tender.bid"]),
                         ("yi", ["tender.view"])):  # fmt: skip
        _key, secret = issue_token(name, house[name].organisation_id, scopes, actor=house["boss"].pk, at=at)
        found[name] = Caller(secret)
    return found


def sealed_by(house, number, name):
    sealed = seal(canonical(bid_data(house, number, name, 150_000)), key_of(name), name.encode().ljust(12, b"n"))
    return {
        "commitment": sealed.commitment, "nonce": base64.b64encode(sealed.nonce).decode(),
        "ciphertext": base64.b64encode(sealed.ciphertext).decode(),
    }  # fmt: skip


def test_a_firm_bids_over_the_api_from_the_invitation_to_its_result(house, callers, clock):
    number = published(house)
    body = sealed_by(house, number, "jia")
    with meeting_as("web"):
        (one,) = callers["jia"].get("/tenders").json()
        assert (one["number"], one["stage"], one["cases"]) == (number, "open", 60)
        assert callers["jia"].get(f"/tenders/{number}").json()["strata"] == one["strata"]
        first = callers["jia"].post(f"/tenders/{number}/sealed", body, key="once-and-no-more")
        again = callers["jia"].post(f"/tenders/{number}/sealed", body, key="once-and-no-more")
        assert (first.status_code, again.json()) == (200, first.json())
        early = callers["jia"].post(f"/tenders/{number}/reveal", {"key": key_of("jia").hex()})
        assert (early.status_code, early["Content-Type"]) == (409, "application/problem+json")
        assert callers["jia"].get(f"/tenders/{number}/result").json()["title"] == "no-result"
    assert SealedBid.objects.count() == 1
    seal_bid(house, number, "yi")
    clock(CLOSES)
    with meeting_as("web"):
        late = callers["jia"].post(f"/tenders/{number}/sealed", body)
        assert late.status_code == 409
        wrong = callers["jia"].post(f"/tenders/{number}/reveal", {"key": "00" * 32})
        assert 400 <= wrong.status_code < 500
        assert callers["jia"].post(f"/tenders/{number}/reveal", {"key": key_of("jia").hex()}).status_code == 200
    assert Reveal.objects.count() == 1
    open_bid(house, number, "yi")
    clock(AFTER)
    with acting_as(house["boss"]):
        asked = propose(number, AFTER)
    with acting_as(house["second"]):
        decide(asked, approve=True, actor=house["second"].pk, at=AFTER)
    with meeting_as("web"):
        told = callers["jia"].get(f"/tenders/{number}/result").json()
        assert sum(told["cases"].values()) > 0
        assert all(one["zh"] and one["en"] for one in told["reasons"])


def test_who_is_not_invited_finds_nothing_and_who_may_only_look_bids_nothing(house, callers):
    number = published(house)
    body = sealed_by(house, number, "jia")
    with meeting_as("web"):
        assert callers["ding"].get("/tenders").json() == []
        theirs, none = (callers["ding"].get(f"/tenders/{one}") for one in (number, "TD20269999"))
        assert (theirs.status_code, none.status_code) == (404, 404)
        assert theirs.json()["title"] == none.json()["title"] == "no-such-tender"
        assert callers["ding"].post(f"/tenders/{number}/sealed", body).status_code == 404
        assert callers["yi"].post(f"/tenders/{number}/sealed", body).json()["title"] == "scope-missing"
    assert not SealedBid.objects.exists()


@pytest.mark.parametrize(("field", "bad"), [
    ("commitment", "xy" * 32), ("commitment", "ab"), ("nonce", "!" * 20), ("ciphertext", "A" * 400_000),
    ("price", 1),
])  # fmt: skip
def test_a_body_that_is_no_sealed_bid_is_refused(house, callers, field, bad):
    number = published(house)
    body = sealed_by(house, number, "jia") | {field: bad}
    with meeting_as("web"):
        assert callers["jia"].post(f"/tenders/{number}/sealed", body).status_code == 422
