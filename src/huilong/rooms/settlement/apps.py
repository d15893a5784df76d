"""The Django app of this room."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Settlement (费用结算)."""

    name = "huilong.rooms.settlement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell what waits for a second person."""
        from huilong.rooms.people.queries import waits_from
        from huilong.rooms.settlement.queries.waiting import statements_waiting

        waits_from("statement.approve", statements_waiting)
