"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class FilesConfig(AppConfig):
    """Files (文件)."""

    name = "huilong.rooms.files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of people who are erased: the files of their closed cases go in the same transaction."""
        from huilong.rooms.vault.terms import PeopleErased

        listen(PeopleErased, _drop)


def _drop(erased: object) -> None:
    from huilong.rooms.files.actions import drop_with_people
    from huilong.rooms.vault.terms import PeopleErased

    if isinstance(erased, PeopleErased) and not erased.asked:
        drop_with_people(erased.loan_ids)
