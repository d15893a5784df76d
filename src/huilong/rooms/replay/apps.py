"""The Django app of this room."""

from django.apps import AppConfig


class ReplayConfig(AppConfig):
    """Replay (回放)."""

    name = "huilong.rooms.replay"
    default_auto_field = "django.db.models.BigAutoField"
