"""Finding vehicles (查找车辆) by what files call them."""

from collections.abc import Collection

from django.db.models import Q

from huilong.rooms.collateral.models import Vehicle


def vehicles_named(loans: Collection[str], vins: Collection[str]) -> dict[str, int]:
    """The keys of vehicles by loan and by VIN; a VIN that stands behind several loans names none."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    rows = Vehicle.objects.filter(Q(loan_id__in=list(loans)) | Q(vin__in=list(vins)))
    for key, loan, vin in rows.values_list("pk", "loan_id", "vin"):
        found[loan] = key
        if vin in found:
            twice.add(vin)
        found[vin] = key
    return {name: key for name, key in found.items() if name not in twice}
