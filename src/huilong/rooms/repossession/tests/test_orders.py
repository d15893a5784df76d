"""Orders: asked for, agreed to, quoted, sent, taken on."""

from datetime import timedelta

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.terms import OrderState

from .acting import approved, asked, at_work, authority, decide, sent
from .conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_goes_from_the_asking_to_the_team(cast, crews):
    key = sent(cast, crews["firm"])

    assert queries.order_row(key).state is OrderState.ACCEPTED
    assert [one.verb.value for one in queries.steps_of(key)] == [
        "request", "approve", "approve", "quote", "dispatch", "accept",
    ]


def test_an_authority_is_dealt_for_minutes(cast, crews):
    key = sent(cast, crews["firm"])
    dealt = authority(cast, key)

    assert dealt.expires_at - AT == timedelta(seconds=300)
    assert authority(cast, key, at=AT + timedelta(seconds=10)).authority == dealt.authority


def test_a_second_order_on_the_vehicle_is_refused_and_says_nothing_of_the_first(cast):
    asked(cast)
    with pytest.raises(Refusal) as refused:
        asked(cast, by="boss")
    assert refused.value.code == "vehicle-has-order"


def test_who_asked_does_not_decide(cast):
    key = asked(cast, by="lead")
    with pytest.raises(Refusal, match="not-a-second-person"):
        decide(cast, key, "lead")


def test_an_order_needs_every_level(cast):
    key = asked(cast)
    decide(cast, key, "lead")
    assert queries.order_row(key).state is OrderState.REQUESTED
    decide(cast, key, "boss")
    assert queries.order_row(key).state is OrderState.APPROVED


def test_a_recall_takes_duty_and_authority_away_at_once(cast, crews):
    key = sent(cast, crews["firm"])
    authority(cast, key)
    with at_work(cast["han"]):
        actions.recall(key, "换人", role=Role.REPOSSESSION_COORDINATOR, at=AT)
    with pytest.raises(Refusal):
        authority(cast, key)
    assert approved
