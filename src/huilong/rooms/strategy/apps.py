"""The Django app of this room."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """Strategy (策略)."""

    name = "huilong.rooms.strategy"
    default_auto_field = "django.db.models.BigAutoField"
