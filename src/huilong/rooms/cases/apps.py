"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class CasesConfig(AppConfig):
    """Cases (案件)."""

    name = "huilong.rooms.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of who leaves, who is erased and what is paid: the cases follow in the same transaction."""
        from huilong.rooms.ledger.terms import ReceiptPosted, ReceiptReversed
        from huilong.rooms.people.terms import UserLeft
        from huilong.rooms.vault.terms import PeopleErased

        listen(UserLeft, _rehome)
        listen(PeopleErased, _forget)
        listen(ReceiptPosted, _refigure)
        listen(ReceiptReversed, _refigure)


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


def _refigure(money: object) -> None:
    from huilong.rooms.cases.actions import after_receipt
    from huilong.rooms.cases.terms import CaseEventKind
    from huilong.rooms.ledger.terms import ReceiptPosted, ReceiptReversed

    if isinstance(money, ReceiptPosted | ReceiptReversed):
        posted = isinstance(money, ReceiptPosted)
        kind = CaseEventKind.RECEIPT_POSTED if posted else CaseEventKind.RECEIPT_REVERSED
        after_receipt(money.loan_id, money.at, amount_fen=money.amount_fen, kind=kind)
