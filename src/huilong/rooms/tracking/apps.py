"""The Django app of this room."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """Tracking (定位)."""

    name = "huilong.rooms.tracking"
    default_auto_field = "django.db.models.BigAutoField"
