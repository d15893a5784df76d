"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class CasesConfig(AppConfig):
    """Cases (案件)."""

    name = "huilong.rooms.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of who leaves: the cases go home in the same transaction."""
        from huilong.rooms.people.terms import UserLeft

        listen(UserLeft, _rehome)


def _rehome(left: object) -> None:
    from huilong.kernel.acting import acting
    from huilong.rooms.cases.actions import rehome
    from huilong.rooms.people.terms import UserLeft

    who = acting()
    if isinstance(left, UserLeft):
        actor = who.actor if who else "system"
        rehome(left.user, actor=actor, at=left.at)
