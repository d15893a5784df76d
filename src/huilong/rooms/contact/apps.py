"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class ContactConfig(AppConfig):
    """Contact (触达)."""

    name = "huilong.rooms.contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of approvals of templates and bulk sends, and of people who are erased."""
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.people.terms import ApprovalKind
        from huilong.rooms.vault.terms import PeopleErased

        on_approval(ApprovalKind.TEMPLATE, _template_approved)
        on_approval(ApprovalKind.CONTACT, _contact_approved)
        listen(PeopleErased, _forget)


def _template_approved(told: object) -> None:
    from huilong.rooms.contact.actions.templates import approve_template
    from huilong.rooms.people.terms import Approved

    if isinstance(told, Approved):
        approve_template(told)


def _contact_approved(told: object) -> None:
    """A bulk send begins; other contacts that a second person agreed to are done by who asked."""
    from huilong.rooms.contact.actions.batches import approve_batch
    from huilong.rooms.people.terms import Approved

    if isinstance(told, Approved) and told.subject.startswith("batch:"):
        approve_batch(told)


def _forget(erased: object) -> None:
    from huilong.rooms.contact.actions.messages import forget_texts
    from huilong.rooms.vault.terms import PeopleErased

    if isinstance(erased, PeopleErased):
        forget_texts(erased.loan_ids)
