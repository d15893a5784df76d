"""The Django app of the night."""

from django.apps import AppConfig


class NightConfig(AppConfig):
    """The night (夜间跑批): its runs and steps."""

    name = "huilong.night"
    default_auto_field = "django.db.models.BigAutoField"
