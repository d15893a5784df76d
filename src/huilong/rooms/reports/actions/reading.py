"""Reading a pack one was told of (阅读材料): the notice is then gone."""

from datetime import datetime

from django.db import transaction

from huilong.rooms.reports.models import Delivery
from huilong.rooms.reports.terms.packs import Carrier


def mark_read(pack: int, user: int, at: datetime) -> int:
    """Note that a colleague opened a pack (已读); how many notices went. The journal tells openings by downloads."""
    with transaction.atomic():
        told = Delivery.objects.filter(pack=pack, user=user, carrier=Carrier.NOTICE.value, seen_at=None)
        return told.update(seen_at=at)
