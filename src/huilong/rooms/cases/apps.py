"""The Django app of this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases (案件)."""

    name = "huilong.rooms.cases"
    default_auto_field = "django.db.models.BigAutoField"
