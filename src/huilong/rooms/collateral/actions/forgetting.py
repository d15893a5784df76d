"""Forgetting (删除车辆个人信息): what names somebody in vehicle files goes when the people of the loan are erased."""

from collections.abc import Collection

from django.db import transaction

from huilong.rooms.collateral.models import VehicleFact
from huilong.rooms.collateral.terms import FactKind
from huilong.rooms.journal.actions import record


def forget_people(loan_ids: Collection[str]) -> int:
    """Empty plates and owners' names of the vehicles of these loans (删除车牌与所有人); how many facts.

    Called within the transaction of the erasure. That there was a fact, its day and its source stay.
    """
    rows = VehicleFact.objects.filter(vehicle__loan_id__in=list(loan_ids)).exclude(key_id=None)
    with transaction.atomic():
        plates = rows.filter(kind=FactKind.PLATE).update(sealed=b"", key_id=None, value={"shown": ""})
        names = rows.exclude(kind=FactKind.PLATE).update(sealed=b"", key_id=None)
        if plates or names:
            record(verb="vehicle.forgotten", subject=("vehicles", "people"), detail={"facts": plates + names})
    return plates + names
