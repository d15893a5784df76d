"""The Django app of this room."""

from django.apps import AppConfig


class AuctionsConfig(AppConfig):
    """Auctions (竞价)."""

    name = "huilong.rooms.auctions"
    default_auto_field = "django.db.models.BigAutoField"
