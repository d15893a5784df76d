"""The Django app of this room."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Settlement (费用结算)."""

    name = "huilong.rooms.settlement"
    default_auto_field = "django.db.models.BigAutoField"
