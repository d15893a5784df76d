"""The Django app of this room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Ledger (账务)."""

    name = "huilong.rooms.ledger"
    default_auto_field = "django.db.models.BigAutoField"
