"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class FilesConfig(AppConfig):
    """Files (文件)."""

    name = "huilong.rooms.files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of who is erased: their files go in the same transaction."""
        from huilong.rooms.vault.terms import PeopleErased

        listen(PeopleErased, _erase)


def _erase(erased: object) -> None:
    from huilong.rooms.files.actions import erase_of
    from huilong.rooms.vault.terms import PeopleErased

    if isinstance(erased, PeopleErased):
        erase_of(erased.loan_ids)
