"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class ContactConfig(AppConfig):
    """Contact (触达)."""

    name = "huilong.rooms.contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of approvals of templates and bulk sends, of people erased, of money and flags that stop texts."""
        from huilong.rooms.cases.terms import FlagSet
        from huilong.rooms.ledger.terms import ReceiptPosted
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.people.terms import ApprovalKind
        from huilong.rooms.vault.terms import PeopleErased

        on_approval(ApprovalKind.TEMPLATE, _template_approved)
        on_approval(ApprovalKind.CONTACT, _contact_approved)
        listen(PeopleErased, _forget)
        listen(FlagSet, _flagged)
        listen(ReceiptPosted, _paid)


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


def _flagged(flag: object) -> None:
    """What waits to be sent on a stopped channel is not sent."""
    from huilong.rooms.cases.terms import FlagSet
    from huilong.rooms.contact.actions.messages import stop_messages
    from huilong.rooms.contact.terms import StopReason

    if isinstance(flag, FlagSet):
        stop_messages(flag.number, StopReason.FLAG, flag.at, flag.channels)


def _paid(receipt: object) -> None:
    """What waits says an amount that is not owed any more."""
    from huilong.rooms.cases.queries import case_of_loan
    from huilong.rooms.contact.actions.messages import stop_messages
    from huilong.rooms.contact.terms import StopReason
    from huilong.rooms.ledger.terms import ReceiptPosted

    number = case_of_loan(receipt.loan_id) if isinstance(receipt, ReceiptPosted) else None
    if isinstance(receipt, ReceiptPosted) and number is not None:
        stop_messages(number, StopReason.RECEIPT, receipt.at)
