"""The Django app of this room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports (报表)."""

    name = "huilong.rooms.reports"
    default_auto_field = "django.db.models.BigAutoField"
