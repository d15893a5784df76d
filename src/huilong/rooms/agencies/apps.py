"""The Django app of this room."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Agencies (委外机构)."""

    name = "huilong.rooms.agencies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A second person's consent lets a firm in."""
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.people.terms import ApprovalKind

        on_approval(ApprovalKind.FIRM, _firm_approved)


def _firm_approved(told: object) -> None:
    from huilong.rooms.agencies.actions import approve
    from huilong.rooms.people.terms import Approved

    if isinstance(told, Approved):
        approve(told)
