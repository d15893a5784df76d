"""The Django app of this room."""

from django.apps import AppConfig


class ForecastConfig(AppConfig):
    """Forecast (预测)."""

    name = "huilong.rooms.forecast"
    default_auto_field = "django.db.models.BigAutoField"
