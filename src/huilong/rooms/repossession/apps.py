"""The Django app of this room."""

from django.apps import AppConfig


class RepossessionConfig(AppConfig):
    """Repossession (收车)."""

    name = "huilong.rooms.repossession"
    default_auto_field = "django.db.models.BigAutoField"
