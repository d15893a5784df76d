"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class CollateralConfig(AppConfig):
    """Collateral (车辆档案)."""

    name = "huilong.rooms.collateral"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of people who are erased: plates and owners' names go in the same transaction."""
        from huilong.rooms.vault.terms import PeopleErased

        listen(PeopleErased, _forget)


def _forget(erased: object) -> None:
    from huilong.rooms.collateral.actions import forget_people
    from huilong.rooms.vault.terms import PeopleErased

    if isinstance(erased, PeopleErased) and not erased.asked:
        forget_people(erased.loan_ids)
