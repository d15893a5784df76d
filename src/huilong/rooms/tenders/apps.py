"""The Django app of this room."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    """Tenders (招标)."""

    name = "huilong.rooms.tenders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """An award takes effect when a second person agrees."""
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.tenders.actions import approve_award, refuse_award

        on_approval("award", approve_award, refused=refuse_award)
