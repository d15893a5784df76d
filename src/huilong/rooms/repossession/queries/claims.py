"""What of an order's costs may be asked of the borrower (可主张费用): vouchers and the price list decide."""

from datetime import datetime

from django.utils import timezone

from huilong.rooms.cases.queries import case_row
from huilong.rooms.repossession.models import Charge, Order, Stay
from huilong.rooms.repossession.queries.after import RUNNING, standing_with_clock
from huilong.rooms.repossession.rules.claims import PRICED, claimed
from huilong.rooms.repossession.terms.yard import ChargeKind, Claim, StandingCharge
from huilong.rooms.settlement.queries import claimable, vouchers_of
from huilong.rooms.settlement.terms import Cost, VoucherRow


def subject_of(charge: int) -> str:
    """What vouchers of a charge are kept under (费用凭证对象)."""
    return f"charge:{charge}"


def stay_subject(stay: int) -> str:
    """What vouchers of the storage of a stay are kept under: a yard bills a stay, however often it was counted."""
    return f"stay:{stay}"


def claims_of(order: Order, at: datetime) -> tuple[Claim, ...]:
    """Each cost of an order that counts, with what of it may be asked of the borrower (可主张费用) and why not all."""
    charges = standing_with_clock(order.pk, at)
    stays = {one.pk: one for one in Stay.objects.filter(order=order)}
    of_charge = dict(Charge.objects.filter(order=order).values_list("id", "stay_id"))
    running = next((one.pk for one in stays.values() if one.gate_out_at is None), None)
    costs = [_cost(one, stays.get(of_charge.get(one.key, running) or 0), at) for one in charges]
    found = claimable(costs, case_row(order.case.number).region, timezone.localdate(at))
    return tuple(
        Claim(charge, cost.voucher, said.vouched_fen, said.most_fen, said.fen)
        for charge, cost, said in zip(charges, costs, found, strict=True)
    )


def claimed_charges(order: Order, at: datetime) -> tuple[StandingCharge, ...]:
    """The charges of an order as they may be asked of the borrower (主张口径费用); storage that runs among them."""
    claims = claims_of(order, at)
    return claimed((one.charge for one in claims), {one.charge.key: one.may_fen for one in claims})


def vouchers_kept(order: int) -> list[VoucherRow]:
    """The vouchers of an order's charges and stays (收车费用凭证)."""
    charges = Charge.objects.filter(order=order).values_list("id", flat=True)
    stays = Stay.objects.filter(order=order).values_list("id", flat=True)
    return vouchers_of([*map(subject_of, charges), *map(stay_subject, stays)])


def _cost(one: StandingCharge, stay: Stay | None, at: datetime) -> Cost:
    subject = "running" if one.key == RUNNING else subject_of(one.key)
    if one.kind is not ChargeKind.STORAGE or stay is None:
        return Cost(subject, PRICED[one.kind], one.amount_fen)
    until = min(stay.gate_out_at or at, at)
    days = (timezone.localdate(until) - timezone.localdate(stay.gate_in_at)).days + 1
    return Cost(subject, PRICED[one.kind], one.amount_fen, days, stay_subject(stay.pk))
