"""The Django app of this room."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Compliance (合规)."""

    name = "huilong.rooms.compliance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What runs when a second person has decided about a house rule."""
        from huilong.rooms.compliance.actions import approve_draft, refuse_draft
        from huilong.rooms.people.actions import on_approval

        on_approval("house_rule", approve_draft, refused=refuse_draft)
