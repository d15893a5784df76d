"""Orders: asked for, agreed to, quoted, sent, taken on."""

from datetime import timedelta

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import promise
from huilong.rooms.compliance.queries import lender
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.terms import NoticeKind, OrderState, SecurityKind

from .acting import approved, asked, at_work, authority, decide, sent
from .conftest import AT, FIRST, ON_DAY

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


def test_nobody_is_sent_while_a_promise_stands(cast, crews):
    key = approved(cast)
    with at_work(cast["lin"]):
        promise(FIRST, 100_000, ON_DAY + timedelta(days=3), channel="call", today=ON_DAY, at=AT)
    with at_work(cast["han"]):
        made = actions.quote(key, crews["own"], "handover_pickup", 12, user=cast["han"].pk,
                             role=Role.REPOSSESSION_COORDINATOR, at=AT)  # fmt: skip
        with pytest.raises(Refusal) as refused:
            actions.dispatch(key, made, role=Role.REPOSSESSION_COORDINATOR, at=AT, agent=cast["field"].pk)
    assert (refused.value.code, refused.value.where) == ("recovery-stopped", "promise")


def test_a_price_above_the_limit_needs_another_person(cast, crews):
    key, han = approved(cast), cast["han"]
    with at_work(han):
        made = actions.quote(key, crews["own"], "handover_pickup", 500, user=han.pk,
                             role=Role.REPOSSESSION_COORDINATOR, at=AT)  # fmt: skip
        with pytest.raises(Refusal, match="quote-not-approved"):
            actions.dispatch(key, made, role=Role.REPOSSESSION_COORDINATOR, at=AT, agent=cast["field"].pk)
    with at_work(cast["boss"]):
        actions.approve_quote(key, made, user=cast["boss"].pk, role=Role.MANAGER, at=AT)
    with at_work(han):
        actions.dispatch(key, made, role=Role.REPOSSESSION_COORDINATOR, at=AT, agent=cast["field"].pk)
    assert queries.order_row(key).price_fen == 60_000 + 480 * 800


@pytest.fixture
def a_dealer(settings):
    """The lender sells cars under retention of title."""
    settings.LENDER = {"kind": "dealer_seller"}
    lender.cache_clear()
    yield
    lender.cache_clear()


def test_retention_of_title_needs_a_demand_and_time_before_it_is_asked_for(cast, a_dealer):
    kind = {"security": SecurityKind.RETENTION, "paid_ratio": "0.30", "owner_refuses": False}
    with pytest.raises(Refusal) as refused:
        asked(cast, **kind)
    assert refused.value.rule == "CN-REPO-006"
    with at_work(cast["lin"]):
        actions.note_notice(FIRST, "L1", NoticeKind.DEMAND, channel="registered", sent_on=ON_DAY - timedelta(days=30),
                            delivered_on=ON_DAY - timedelta(days=28), proof="XA123456789CN", at=AT)  # fmt: skip
    with pytest.raises(Refusal) as refused:
        asked(cast, **{**kind, "paid_ratio": "0.75"})
    assert refused.value.rule == "CN-REPO-007"
    assert asked(cast, **kind)


def test_the_same_notice_is_noted_once(cast):
    def note():
        with at_work(cast["lin"]):
            actions.note_notice(FIRST, "L1", NoticeKind.DEMAND, channel="registered", sent_on=ON_DAY,
                                proof="XA123456789CN", at=AT)  # fmt: skip

    note()
    with pytest.raises(Refusal, match="notice-twice"):
        note()


def test_sending_taking_on_and_being_there_runs_the_clock_of_the_firm(cast, crews):
    from huilong.rooms.agencies.queries import responses
    from huilong.rooms.agencies.terms.rating import ClockKind, ClockState
    from huilong.rooms.repossession.terms import OrderVerb

    def clock(hours=48):
        return responses(cast["tow"].organisation_id, ClockKind.RECOVERY, AT, AT + timedelta(hours=hours))

    key = sent(cast, crews["firm"])
    (one,) = clock()
    assert (one.subject, one.asked_at, one.answered_at, one.state) == (f"order:{key}", AT, AT, ClockState.OPEN)
    assert [one.state for one in clock(49)] == [ClockState.LATE]
    with at_work(cast["tow"]):
        actions.move(key, OrderVerb.LOCATE, role=Role.AGENCY_AGENT, at=AT + timedelta(hours=5),
                     happened_at=AT + timedelta(hours=4))  # fmt: skip
    (one,) = clock()
    assert (one.arrived_at, one.state) == (AT + timedelta(hours=4), ClockState.ON_TIME)


def test_a_firm_that_was_rated_is_sent_by_its_rating(cast, crews):
    from huilong.rooms.agencies.actions import rate_firms

    key = approved(cast)
    before = {one.crew.id: one.points for one in queries.ranked_for(key, ON_DAY)}
    rate_firms(ON_DAY, AT)
    after = {one.crew.id: (one.points, one.crew.rating_permille) for one in queries.ranked_for(key, ON_DAY)}
    assert after[crews["own"]][0] == before[crews["own"]]
    assert after[crews["firm"]][1] != 500
    assert after[crews["firm"]][0] != before[crews["firm"]]
