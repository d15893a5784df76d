"""The Django app of this room."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """Strategy (策略)."""

    name = "huilong.rooms.strategy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What runs when a second person has decided about a version."""
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.strategy.actions import approve, refuse

        on_approval("strategy", approve, refused=refuse)
