"""The Django app of this room."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from huilong.rooms.people.terms import Approved


class ScoresConfig(AppConfig):
    """Scores (评分)."""

    name = "huilong.rooms.scores"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A model may be used once a second person agreed to it."""
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.people.terms import ApprovalKind

        on_approval(ApprovalKind.SCORE_MODEL, _approved, refused=_refused)


def _approved(told: "Approved") -> None:
    from huilong.rooms.scores.actions.approving import model_approved

    model_approved(told)


def _refused(told: "Approved") -> None:
    from huilong.rooms.scores.actions.approving import model_refused

    model_refused(told)
