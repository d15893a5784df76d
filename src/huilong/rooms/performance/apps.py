"""The Django app of this room."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """Performance (目标与分派)."""

    name = "huilong.rooms.performance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A second person's consent puts a target in force."""
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.people.terms import ApprovalKind
        from huilong.rooms.performance import actions

        on_approval(ApprovalKind.TARGET, actions.target_approved, refused=actions.target_refused)
