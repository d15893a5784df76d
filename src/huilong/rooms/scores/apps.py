"""The Django app of this room."""

from django.apps import AppConfig


class ScoresConfig(AppConfig):
    """Scores (评分)."""

    name = "huilong.rooms.scores"
    default_auto_field = "django.db.models.BigAutoField"
