"""How the house tracks (定位管理设置)."""

from django.conf import settings

from huilong.rooms.tracking.terms import TrackingPolicy


def policy() -> TrackingPolicy:
    """Setting TRACKING, a mapping of TrackingPolicy's fields."""
    return TrackingPolicy(**getattr(settings, "TRACKING", {}))
