"""Steps of disposal for the night (处置夜间步骤): storage accrued, clocks that ran out, buyers who did not pay."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from huilong.rooms.disposal.actions.moving import figure
from huilong.rooms.disposal.actions.selling import fail, overdue_payments
from huilong.rooms.disposal.models import Distribution, Request, Sale, Stock, SurplusPayment
from huilong.rooms.disposal.terms import Owner, SaleEnd
from huilong.rooms.journal.actions import record
from huilong.rooms.repossession.queries.after import stays_of


def _something_owed() -> QuerySet[Distribution, int]:
    """Vehicles that are settled while a surplus is not paid out, or somebody waits for an explanation."""
    waiting = Request.objects.filter(answered_at=None).values("distribution")
    paid = SurplusPayment.objects.values("distribution")
    unpaid = Q(surplus_fen__gt=0) & ~Q(surplus_to=Owner.LENDER) & ~Q(pk__in=paid)
    found = Distribution.objects.filter(Q(state="posted") & (unpaid | Q(pk__in=waiting)))
    return found.values_list("sale__stock", flat=True)


def look(on: date, at: datetime) -> dict[str, int]:
    """Look at every vehicle in stock at the end of a day (库存跑批): its storage so far, holds and late clocks.

    A price that an outsider did not pay in time makes the sale fail; of our own auction the floor decides on a default.
    Repeating it changes nothing.
    """
    counts = {"in_stock": 0, "held": 0, "late": 0, "storage_fen": 0, "unpaid": 0}
    for sale in overdue_payments(on):
        if Sale.objects.filter(pk=sale, auction=None).exists():
            fail(sale, SaleEnd.NOT_PAID, at)
            counts["unpaid"] += 1
    rows = Stock.objects.filter(Q(ended_at=None) | Q(pk__in=_something_owed()))
    for row in rows.select_related("case", "order__vehicle").order_by("id"):
        figure(row, at)
        row.looked_on = on
        row.save(update_fields=["held", "late", "cost_fen", "looked_on"])
        counts["in_stock"] += row.ended_at is None
        counts["held"] += bool(row.held)
        counts["late"] += bool(row.late)
        counts["storage_fen"] += sum(one.cost_fen for one in stays_of(row.order_id, at) if one.gate_out_at is None)
    with transaction.atomic():
        record(verb="disposal.looked", subject=("night", on.isoformat()), actor="night", detail=counts, on=on)
    return counts
