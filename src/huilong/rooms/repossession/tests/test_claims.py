"""What of the costs of a recovery the borrower is asked for: with a voucher and as listed, the rest is the lender's."""

from datetime import timedelta

import pytest

from huilong.rooms.compliance.models import Asked, Outcome
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.queries.after import charge_facts, redemptions_of
from huilong.rooms.repossession.terms.yard import ChargeKind, RedeemBy

from .acting import at_work
from .conftest import AT
from .spotting import SETTER, bill, listed, refused, stored, vouchers

pytestmark = pytest.mark.django_db(transaction=True)
PRICE, WEEK = 60_000, AT + timedelta(days=7)


@pytest.fixture(autouse=True)
def _typesetter(settings):
    settings.TYPESETTER = SETTER


def costs_told(cast, key, at=WEEK):
    with at_work(cast["han"]):
        actions.tell_redemption(key, RedeemBy.OVERDUE, user=cast["han"].pk, at=at)
    return dict(redemptions_of(key)[0].costs)


def voucher(cast, key, charge, fen, words="bill"):
    file = bill(cast, key, words)
    with at_work(cast["han"]):
        return actions.keep_cost_voucher(key, charge, fen, AT.date(), file, at=AT)


def test_without_vouchers_the_borrower_is_asked_for_the_debt_alone(cast, crews):
    listed("tow", PRICE)
    listed("storage_day", 2_000)
    assert costs_told(cast, stored(cast, crews["firm"])) == {}


def test_what_is_not_on_the_published_list_is_not_asked_for(cast, crews):
    listed("tow", PRICE)
    key = stored(cast, crews["firm"])
    vouchers(cast, key)
    assert costs_told(cast, key) == {ChargeKind.TOW: PRICE}


def test_above_the_list_or_the_voucher_the_rest_is_the_lenders(cast, crews):
    listed("tow", 50_000)
    listed("storage_day", 1_000)
    key = stored(cast, crews["firm"])
    vouchers(cast, key)
    assert costs_told(cast, key) == {ChargeKind.TOW: 50_000, ChargeKind.STORAGE: 8_000}, "eight days at 1,000"


def test_the_law_is_asked_of_every_cost_and_says_why_one_is_left_out(cast, crews):
    listed("tow", PRICE)
    key = stored(cast, crews["firm"])
    voucher(cast, key, charge_facts(key)[0].key, PRICE)
    costs_told(cast, key)

    tow, storage = Asked.objects.filter(action="fee.assess").order_by("id")
    assert (tow.permitted, storage.permitted) == (True, False)
    assert "CN-DISP-003" in str(storage.deciding)
    assert [(one.asked_id, one.kind) for one in Outcome.objects.filter(asked__action="fee.assess")] == [
        (tow.pk, "done")
    ]  # fmt: skip


def test_of_two_costs_of_a_kind_the_one_with_a_voucher_is_paid(cast, crews):
    listed("other", 90_000)
    key = stored(cast, crews["firm"])
    with at_work(cast["han"]):
        bare, shown = (
            actions.add_charge(key, ChargeKind.OTHER, fen, user=cast["han"].pk, at=AT) for fen in (40_000, 40_001)
        )
    voucher(cast, key, shown, 40_001)
    assert costs_told(cast, key, AT) == {ChargeKind.OTHER: 40_001}
    with at_work(cast["money"]):
        actions.redeem(redemptions_of(key)[0].id, user=cast["money"].pk, at=AT)

    paid = {one.key: one.paid_fen for one in charge_facts(key)}
    assert (paid[bare], paid[shown]) == (0, 40_001)


def test_a_voucher_is_a_paper_of_this_case_for_a_cost_of_this_order(cast, crews):
    key = stored(cast, crews["firm"])
    assert refused(lambda: voucher(cast, key, 999_999, 1)) == "no-such-charge"
    from huilong.rooms.repossession.models import Order

    other = next(one for one in ("CL20260000001", "CL20260000002") if one != Order.objects.get(pk=key).case.number)
    import io

    from huilong.rooms.files.actions import add
    from huilong.rooms.files.terms import FileKind

    with at_work(cast["han"]):
        file = add(other, io.BytesIO(b"%PDF-1.4\nx"), kind=FileKind.PAYMENT, name="x.pdf", at=AT).id
        assert refused(lambda: actions.keep_cost_voucher(key, None, 1, AT.date(), file, at=AT)) == "not-of-this-case"
