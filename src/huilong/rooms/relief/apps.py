"""The Django app of this room."""

from django.apps import AppConfig


class ReliefConfig(AppConfig):
    """Relief (减免)."""

    name = "huilong.rooms.relief"
    default_auto_field = "django.db.models.BigAutoField"
