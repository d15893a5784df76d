"""The Django app of this room."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    """Tenders (招标)."""

    name = "huilong.rooms.tenders"
    default_auto_field = "django.db.models.BigAutoField"
