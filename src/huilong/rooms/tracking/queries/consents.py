"""Consents to locating (定位同意): the last one of each vehicle."""

from collections.abc import Collection

from huilong.rooms.tracking.models import Consent
from huilong.rooms.tracking.terms import ConsentRow


def consents_of(vehicles: Collection[int]) -> dict[int, ConsentRow]:
    """The newest consent of each of these vehicles, withdrawn or not."""
    rows = Consent.objects.filter(vehicle__in=list(vehicles)).order_by("vehicle_id", "given_on", "id")
    return {
        one.vehicle_id: ConsentRow(
            one.pk, one.vehicle_id, one.given_on, one.notice_version, one.paper, one.recorded_by, one.withdrawn_on
        )
        for one in rows
    }  # fmt: skip
