"""Reads of paying (付款): where firms are paid, payment files, what waits to be paid."""

from collections.abc import Collection

from django.conf import settings

from huilong.kernel.refusal import Refusal
from huilong.rooms.settlement.models import Payee, Payment, Statement
from huilong.rooms.settlement.queries.statements import row_of
from huilong.rooms.settlement.rules.pain001 import complete
from huilong.rooms.settlement.terms import PayeeRow, Payer, PaymentFormat, PaymentRow, StatementRow
from huilong.rooms.settlement.terms import StatementState as State


def payer() -> Payer:
    """Whose account pays (付款账户): setting PAYER. Raises Refusal `no-payer` while it is not told."""
    told = Payer(**getattr(settings, "PAYER", {}))
    if not complete(told):
        raise Refusal(
            "no-payer", zh="尚未设置付款账户。", en="Nobody said whose account pays.",
            remedy_zh="请在设置 PAYER 中填写户名、账号、开户行与联行号。",
            remedy_en="Fill in the setting PAYER: name, account, bank, bank_code.",
        )  # fmt: skip
    return told


def payees(organisation: int | None = None) -> list[PayeeRow]:
    """Where firms are paid, newest first (收款账户)."""
    found = Payee.objects.select_related("organisation").order_by("organisation__name", "-id")
    return [payee_row(one) for one in (found if organisation is None else found.filter(organisation=organisation))]


def payees_in_force(organisations: Collection[int]) -> dict[int, PayeeRow]:
    """Where each of these firms is paid (生效收款账户): the newest account that a second person confirmed."""
    found = Payee.objects.filter(organisation__in=list(organisations), confirmed_by__isnull=False)
    rows = found.select_related("organisation").order_by("organisation", "id")
    return {one.organisation_id: payee_row(one) for one in rows}


def payments(*, page: int = 1, size: int = 50) -> tuple[list[PaymentRow], int]:
    """One page of the payment files, newest first, and how many there are (付款文件)."""
    found = Payment.objects.defer("body").order_by("-id")
    return [payment_row_of(one) for one in found[(page - 1) * size : page * size]], found.count()


def payment_row(key: int) -> PaymentRow:
    """One payment file. Raises Refusal `no-such-payment`."""
    one = Payment.objects.defer("body").filter(pk=key).first()
    if one is None:
        raise Refusal("no-such-payment", status=404, zh="没有这份付款文件。", en="There is no such payment file.")
    return payment_row_of(one)


def waits_to_be_paid() -> list[StatementRow]:
    """The statements whose invoice is here and that no payment file holds (待付款)."""
    found = Statement.objects.filter(state=State.INVOICED, payment=None).select_related("organisation", "contract")
    return [row_of(one) for one in found.order_by("id")]


def payee_row(one: Payee) -> PayeeRow:
    """A row as others read it."""
    return PayeeRow(
        one.pk, one.organisation_id, one.organisation.name, one.name, one.account, one.bank, one.bank_code, one.kept_by,
        one.kept_at, one.confirmed_by,
    )  # fmt: skip


def payment_row_of(one: Payment) -> PaymentRow:
    """A row as others read it, without the file itself."""
    return PaymentRow(
        one.pk, one.number, one.execute_on, one.count, one.total_fen, PaymentFormat(one.format), one.sha256,
        one.made_by, one.made_at, one.booked_on,
    )  # fmt: skip
