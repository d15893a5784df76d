"""After a taking: the tow, the gate, the storage clock, what redeems, and how a recovery ends."""

from datetime import date, timedelta

import pytest

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.compliance.models import Asked, Outcome
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.actions.storing import Towed
from huilong.rooms.repossession.models import Charge, Redemption, SpotStep
from huilong.rooms.repossession.queries.after import charge_facts, redemptions_of, standing_with_clock, stays_of, yards
from huilong.rooms.repossession.queries.spot import belongings_of
from huilong.rooms.repossession.terms import OrderState
from huilong.rooms.repossession.terms.spot import Captured, EvidenceKind
from huilong.rooms.repossession.terms.yard import ChargeKind, RedeemBy, UndoReason

from .acting import at_work
from .conftest import AT
from .spotting import PNG, SETTER, keep, listed, refused, stored, took, vouchers, yard

pytestmark = pytest.mark.django_db(transaction=True)
COORDINATOR = Role.REPOSSESSION_COORDINATOR
WEEK = AT + timedelta(days=7)
PRICE = 60_000
OVERDUE = 339_405
"""Three instalments with their penalty, a week on."""


@pytest.fixture(autouse=True)
def _typesetter(settings):
    settings.TYPESETTER = SETTER


@pytest.fixture(autouse=True)
def _listed(db):
    for kind, most in (("tow", PRICE), ("storage_day", 2_000), ("transfer", 30_000), ("keys", 45_000)):
        listed(kind, most)


def told(cast, key, by=RedeemBy.OVERDUE, at=AT):
    vouchers(cast, key, at)
    with at_work(cast["han"]):
        return actions.tell_redemption(key, by, user=cast["han"].pk, at=at)


def paid(cast, redemption, at=AT):
    with at_work(cast["money"]):
        return actions.redeem(redemption, user=cast["money"].pk, at=at)


def signed(cast, key, at):
    return keep(cast, key, EvidenceKind.RECEIPT, PNG + b"receipt", agent="han", at=at)


def release(cast, key, receipt, at):
    with at_work(cast["han"]):
        return actions.release(key, receipt=receipt, user=cast["han"].pk, role=COORDINATOR, at=at)


def test_by_night_the_yard_s_clock_hears_of_tow_and_gate_once(cast, crews):
    from huilong.rooms.agencies.models import ResponseStep
    from huilong.rooms.repossession.models import Yard
    from tests.meeting import meeting_as

    key = stored(cast, crews["firm"])
    with meeting_as("night"):
        for _ in range(2):
            assert actions.tell_yards(AT.date(), AT + timedelta(days=1)) == 1
    firm = Yard.objects.get().organisation_id
    found = ResponseStep.objects.filter(kind="storage").order_by("id").values_list("organisation", "subject", "step")
    assert list(found) == [(firm, f"order:{key}", "asked"), (firm, f"order:{key}", "arrived")]


def test_towed_and_gated_in_the_clock_runs_by_the_price_of_that_day(cast, crews):
    key = stored(cast, crews["firm"])

    assert queries.order_row(key).state is OrderState.STORED
    stay = stays_of(key, WEEK)[0]
    assert (stay.yard_name, stay.place, stay.keys, stay.units) == ("城北停车场", "B-17", 1, 8)
    assert stay.cost_fen == 5 * 2_000, "three days are free"
    assert [(one.kind, one.amount_fen) for one in charge_facts(key)] == [(ChargeKind.TOW, PRICE)]


def test_where_it_was_taken_from_is_in_no_readable_column(cast, crews):
    key = stored(cast, crews["firm"])
    tow = SpotStep.objects.get(order_id=key, kind="tow")

    assert "某路" not in str(tow.detail)
    assert "某路".encode() not in bytes(tow.note)


def test_no_vehicle_goes_to_a_yard_whose_approval_ran_out(cast, crews):
    key, there, who = took(cast, crews["firm"]), yard(cast, until=date(2026, 4, 19)), cast["tow"]

    assert yards(AT.date()) == ()
    with at_work(who):
        assert refused(lambda: actions.tow(
            key, Towed("a", "b", there, 1, 1), Captured(AT), user=who.pk, role=Role(who.role), at=AT
        )) == "yard-not-approved"  # fmt: skip


def test_moved_to_another_yard_one_clock_stops_and_another_begins(cast, crews):
    key, other = stored(cast, crews["firm"]), yard(cast, "城南停车场", free=0)
    with at_work(cast["han"]):
        actions.move_to_yard(key, other, bay="A-1", price_fen=30_000, user=cast["han"].pk, at=WEEK)

    first, second = stays_of(key, WEEK + timedelta(days=1))
    assert (first.gate_out_at, first.cost_fen, second.cost_fen) == (WEEK, 10_000, 4_000)
    kinds = [(one.kind, one.amount_fen) for one in charge_facts(key)]
    assert kinds == [(ChargeKind.TOW, PRICE), (ChargeKind.STORAGE, 10_000), (ChargeKind.TRANSFER, 30_000)]


def test_the_amount_that_redeems_names_each_cost_and_its_end(cast, crews):
    key = stored(cast, crews["firm"])
    told(cast, key, at=WEEK)

    amount = redemptions_of(key)[0]
    assert amount.costs == ((ChargeKind.STORAGE, 10_000), (ChargeKind.TOW, PRICE))
    assert amount.total_fen == amount.due_fen + 70_000
    assert amount.due_fen == OVERDUE
    assert amount.valid_until.date() == (WEEK + timedelta(days=3)).date()


def test_paid_the_debt_is_a_receipt_and_each_cost_is_paid_by_its_name(cast, crews):
    key = stored(cast, crews["firm"])
    receipt = paid(cast, told(cast, key, at=WEEK), at=WEEK + timedelta(days=1))

    assert DeskReceipt.objects.get(pk=receipt).amount_fen == OVERDUE
    assert [(one.kind, one.amount_fen, one.paid_fen) for one in charge_facts(key)] == [
        (ChargeKind.TOW, PRICE, PRICE), (ChargeKind.STORAGE, 10_000, 10_000),
    ]  # fmt: skip


def test_an_amount_that_ran_out_or_is_paid_is_not_paid_again(cast, crews):
    key = stored(cast, crews["firm"])
    first = told(cast, key, at=AT + timedelta(hours=2))
    assert refused(lambda: paid(cast, first, at=WEEK)) == "redemption-over"
    second = told(cast, key, at=WEEK)
    paid(cast, second, at=WEEK)

    assert refused(lambda: paid(cast, second, at=WEEK)) == "redemption-over"


def test_released_once_redeemed_and_the_belongings_signed_for(cast, crews):
    key = stored(cast, crews["firm"])
    assert refused(lambda: release(cast, key, None, WEEK)) == "not-redeemed"
    paid(cast, told(cast, key, at=WEEK), at=WEEK)
    assert refused(lambda: release(cast, key, None, WEEK)) == "belongings-first"

    assert release(cast, key, signed(cast, key, WEEK), WEEK) is OrderState.RELEASED

    asked = Asked.objects.filter(action="repo.close").latest("id")
    assert (asked.permitted, asked.facts["inventory_done"]["value"]) == (True, True)
    assert Outcome.objects.filter(asked=asked, kind="done").exists()
    with at_work(cast["han"]):
        assert all(one.returned_at == WEEK for one in belongings_of(key))
    assert stays_of(key, WEEK + timedelta(days=9))[0].gate_out_at == WEEK
    assert standing_with_clock(key, WEEK + timedelta(days=9)) == standing_with_clock(key, WEEK)


def test_belongings_go_back_on_request_whatever_is_owed(cast, crews):
    key = stored(cast, crews["firm"])
    with at_work(cast["han"]):
        assert actions.return_belongings(key, [1], None, user=cast["han"].pk, at=WEEK) == 1
        assert refused(lambda: actions.return_belongings(key, [1], None, user=cast["han"].pk, at=WEEK)) == (
            "no-such-belonging"
        )
    assert not Redemption.objects.exists()


def test_un_repossessed_every_charge_is_taken_back_and_what_was_paid_is_owed_back(cast, crews):
    key = stored(cast, crews["firm"])
    with at_work(cast["han"]):
        actions.add_charge(key, ChargeKind.KEYS, 45_000, user=cast["han"].pk, at=WEEK)
    paid(cast, told(cast, key, at=WEEK), at=WEEK)
    receipt = signed(cast, key, WEEK)

    with at_work(cast["han"]):
        back = actions.undo(
            key, UndoReason.PAID_BEFORE, receipt=receipt, user=cast["han"].pk, role=COORDINATOR, at=WEEK
        )

    assert back == PRICE + 10_000 + 45_000
    assert sum(one.amount_fen for one in charge_facts(key)) == 0
    assert Charge.objects.filter(reverses__isnull=False).count() == 3
    assert queries.order_row(key).state is OrderState.UNDONE
    line = queries.steps_of(key)[-1]
    assert (line.verb.value, line.detail["reversed_fen"], line.detail["owed_back_fen"]) == ("undo", back, back)


def test_it_goes_to_sale_only_when_no_amount_told_still_redeems(cast, crews):
    key = stored(cast, crews["firm"])
    told(cast, key, at=WEEK)

    def sell(at):
        with at_work(cast["han"]):
            return actions.hand_to_sale(key, user=cast["han"].pk, role=COORDINATOR, at=at)

    assert refused(lambda: sell(WEEK + timedelta(days=1))) == "redemption-holds"
    assert sell(WEEK + timedelta(days=5)) is OrderState.AT_SALE


def test_an_agent_neither_releases_nor_undoes(cast, crews):
    key, who = stored(cast, crews["firm"]), cast["tow"]
    with act_as(Acting(who.pk, who.organisation_id, who.role)):
        assert (
            refused(lambda: actions.release(key, receipt=None, user=who.pk, role=Role(who.role), at=WEEK))
            == "order-role"
        )
        assert refused(lambda: actions.undo(
            key, UndoReason.COURT, receipt=None, user=who.pk, role=Role(who.role), at=WEEK
        )) == "order-role"  # fmt: skip
