"""The Django app of this room."""

from django.apps import AppConfig


class DisposalConfig(AppConfig):
    """Disposal (处置)."""

    name = "huilong.rooms.disposal"
    default_auto_field = "django.db.models.BigAutoField"
