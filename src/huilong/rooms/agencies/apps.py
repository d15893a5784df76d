"""The Django app of this room."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Agencies (委外机构)."""

    name = "huilong.rooms.agencies"
    default_auto_field = "django.db.models.BigAutoField"
