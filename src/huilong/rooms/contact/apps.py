"""The Django app of this room."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    """Contact (触达)."""

    name = "huilong.rooms.contact"
    default_auto_field = "django.db.models.BigAutoField"
