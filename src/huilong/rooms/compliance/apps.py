"""The Django app of this room."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Compliance (合规)."""

    name = "huilong.rooms.compliance"
    default_auto_field = "django.db.models.BigAutoField"
