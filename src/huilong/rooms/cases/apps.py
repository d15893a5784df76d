"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class CasesConfig(AppConfig):
    """Cases (案件)."""

    name = "huilong.rooms.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of who leaves and who is erased: the cases follow in the same transaction."""
        from huilong.rooms.people.terms import UserLeft
        from huilong.rooms.vault.terms import PeopleErased

        listen(UserLeft, _rehome)
        listen(PeopleErased, _forget)


def _rehome(left: object) -> None:
    from huilong.kernel.acting import acting
    from huilong.rooms.cases.actions import rehome
    from huilong.rooms.people.terms import UserLeft

    who = acting()
    if isinstance(left, UserLeft):
        actor = who.actor if who else "system"
        rehome(left.user, actor=actor, at=left.at)


def _forget(erased: object) -> None:
    from huilong.rooms.cases.actions import forget_people
    from huilong.rooms.vault.terms import PeopleErased

    if isinstance(erased, PeopleErased):
        forget_people(erased.loan_ids, asked=erased.asked)
