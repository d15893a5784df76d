"""The Django app of this room."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault (隐私库)."""

    name = "huilong.rooms.vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What runs when a second person agrees: more looks today, an erasure before its time."""
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.vault.actions import end_clock, more_looks

        on_approval("reveal_allowance", more_looks)
        on_approval("erasure", end_clock)
