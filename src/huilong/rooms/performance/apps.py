"""The Django app of this room."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """Performance (目标与分派)."""

    name = "huilong.rooms.performance"
    default_auto_field = "django.db.models.BigAutoField"
