"""The Django app of this room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """People (组织与权限)."""

    name = "huilong.rooms.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After every migration the database learns what the settings and the permissions say."""
        post_migrate.connect(_after_migration, sender=self, dispatch_uid="people.teach_scope")


def _after_migration(using: str = "default", **told: object) -> None:
    from huilong.rooms.people.actions import teach_scope

    teach_scope(using)
