"""The Django app of this room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """Ledger (账务)."""

    name = "huilong.rooms.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After every migration the database learns the chart of accounts."""
        post_migrate.connect(_after_migration, sender=self, dispatch_uid="ledger.teach_chart")


def _after_migration(using: str = "default", **told: object) -> None:
    from huilong.rooms.ledger.actions import teach_chart

    teach_chart(using)
