"""The Django app of this room."""

from django.apps import AppConfig


class CollateralConfig(AppConfig):
    """Collateral (车辆档案)."""

    name = "huilong.rooms.collateral"
    default_auto_field = "django.db.models.BigAutoField"
