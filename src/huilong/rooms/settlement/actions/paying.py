"""Paying (付款): the firm's invoice, where it is paid, one file for the bank, and its coming back as paid."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.settlement.actions.posting import post_payment
from huilong.rooms.settlement.models import Payee, Payment, Statement
from huilong.rooms.settlement.queries.paying import payees_in_force, payer, payment_row
from huilong.rooms.settlement.queries.statements import stored
from huilong.rooms.settlement.rules.bank_csv import bank_csv
from huilong.rooms.settlement.rules.invoice import refuse_unless_invoice
from huilong.rooms.settlement.rules.pain001 import pain001
from huilong.rooms.settlement.rules.pain001_check import faults_of
from huilong.rooms.settlement.rules.states import refuse_unless
from huilong.rooms.settlement.terms import Order, PayeeRow, PaymentFormat, Transfer
from huilong.rooms.settlement.terms import StatementState as State

ACCOUNT, BANK_CODE = re.compile(r"[0-9A-Za-z-]{6,34}"), re.compile(r"\d{12}")


def invoice(key: int, number: str, fen: Fen, issued_on: date, *, user: int, at: datetime) -> None:
    """The firm gives its invoice (登记发票) for an approved statement that comes to something.

    Raises Refusal `nothing-due`, `invoice-number`, `invoice-amount`, `invoice-day`, `invoice-known`, `statement-state`.
    """
    try:
        with transaction.atomic():
            row = stored(key, lock=True)
            refuse_unless("invoice", State(row.state))
            due = row.fen + row.brought_fen
            if due <= 0:
                raise Refusal(
                    "nothing-due", zh="本期无应付金额,差额结转下期。",
                    en="Nothing is due: what is below zero is carried to the next statement.",
                )  # fmt: skip
            refuse_unless_invoice(number, fen, issued_on, due_fen=due, not_before=row.to_on, on=timezone.localdate(at))
            row.state, row.invoice_number, row.invoiced_on, row.invoiced_by = State.INVOICED, number, issued_on, user
            row.save(update_fields=["state", "invoice_number", "invoiced_on", "invoiced_by"])
            detail = {"number": number, "fen": fen, "on": issued_on.isoformat()}
            record(verb="statement.invoiced", subject=("statement", key), detail=detail, at=at)
    except IntegrityError:
        raise Refusal(
            "invoice-known", status=422, where="number", zh="该发票号码已登记过。", en="This invoice is here already.",
            remedy_zh="每份结算单各开一张发票。", remedy_en="Each statement has an invoice of its own.",
        ) from None  # fmt: skip


def keep_payee(
    organisation: int, *, name: str, account: str, bank: str, bank_code: str, user: int, at: datetime
) -> int:  # fmt: skip
    """Note where a firm is paid (登记收款账户); its key. It counts once a second person confirmed it.

    Raises Refusal `payee-unreadable`.
    """
    name, account, bank, bank_code = (one.strip() for one in (name, account, bank, bank_code))
    if not (name and bank and ACCOUNT.fullmatch(account) and BANK_CODE.fullmatch(bank_code)):
        raise Refusal(
            "payee-unreadable", status=422, where="account", zh="请填写户名、开户行、账号(6–34 位)与 12 位联行号。",
            en="Give name, bank, an account of 6 to 34 characters and a bank code of 12 digits.",
        )  # fmt: skip
    with transaction.atomic():
        kept = Payee.objects.create(
            organisation_id=organisation, name=name[:70], account=account, bank=bank[:70], bank_code=bank_code,
            kept_by=user, kept_at=at,
        )  # fmt: skip
        detail = {"payee": kept.pk, "account_ends": account[-4:], "bank_code": bank_code}
        record(verb="payee.kept", subject=("organisation", organisation), detail=detail, at=at)
    return int(kept.pk)


def confirm_payee(key: int, *, user: int, at: datetime) -> None:
    """A second person confirms where a firm is paid (复核收款账户). Raises Refusal `not-a-second-person`."""
    with transaction.atomic():
        one = Payee.objects.filter(pk=key, confirmed_by=None).first()
        if one is None:
            raise Refusal("no-such-payee", status=404, zh="没有待复核的收款账户。", en="No such account waits for you.")
        if one.kept_by == user:
            raise Refusal(
                "not-a-second-person", status=403, rule="four-eyes", zh="收款账户须由另一人复核。",
                en="Somebody else has to confirm where a firm is paid.",
                remedy_zh="请另一位财务同事核对合同后复核。",
                remedy_en="Let a colleague of finance compare it with the contract.",
            )  # fmt: skip
        Payee.objects.filter(pk=key).update(confirmed_by=user, confirmed_at=at)
        record(verb="payee.confirmed", subject=("organisation", one.organisation_id), detail={"payee": key}, at=at)


def make_payment(
    statements: Sequence[int], execute_on: date, form: PaymentFormat, *, user: int, at: datetime
) -> int:  # fmt: skip
    """Make one file for the bank of these statements (生成付款文件); its key. A statement is in one file, once.

    Raises Refusal `nothing-to-pay`, `paid-already`, `no-payee`, `no-payer`, `bad-payment-day`.
    """
    source, on = payer(), timezone.localdate(at)
    if execute_on < on:
        raise Refusal(
            "bad-payment-day", status=422, where="execute_on", zh="付款日不能早于今日。",
            en="The day of payment is not before today.",
        )  # fmt: skip
    with transaction.atomic():
        rows = list(Statement.objects.select_for_update().filter(pk__in=list(statements)).order_by("id"))
        if not rows or len(rows) != len(set(statements)):
            raise Refusal("nothing-to-pay", status=422, zh="没有待付款的结算单。", en="No statement waits to be paid.")
        for row in rows:
            refuse_unless("pay", State(row.state))
            if row.payment_id is not None:
                raise Refusal(
                    "paid-already", zh=f"结算单 {row.number} 已在付款文件中。",
                    en=f"Statement {row.number} is in a payment file already.",
                    remedy_zh="请重新下载原文件。", remedy_en="Take that file away again.",
                )  # fmt: skip
        where = _where(rows)
        number = f"HL{at:%Y%m%d}{rows[0].pk:010d}"
        order = Order(number, at.replace(microsecond=0), execute_on, source, tuple(
            _transfer(row, where[row.organisation_id]) for row in rows
        ))  # fmt: skip
        body = _body(order, form)
        made = Payment.objects.create(
            number=number, execute_on=execute_on, count=len(rows), total_fen=order.total_fen, format=form.value,
            sha256=sha256(body).hexdigest(), body=body, made_by=user, made_at=at,
        )  # fmt: skip
        Statement.objects.filter(pk__in=[row.pk for row in rows]).update(payment=made)
        detail = {
            "payment": made.pk, "number": number, "count": len(rows), "total_fen": order.total_fen,
            "sha256": made.sha256, "statements": [row.pk for row in rows],
        }  # fmt: skip
        record(verb="payment.made", subject=("payment", made.pk), detail=detail, at=at)
    return int(made.pk)


def take_payment(key: int, *, at: datetime) -> tuple[str, bytes]:
    """Take a payment file away (下载付款文件): the same bytes as when it was made, and a trace each time."""
    row = payment_row(key)
    with transaction.atomic():
        body = bytes(Payment.objects.values_list("body", flat=True).get(pk=key))
        detail = {"number": row.number, "sha256": row.sha256}
        record(verb="payment.taken", subject=("payment", key), detail=detail, at=at)
    return f"{row.number}.{'xml' if row.format is PaymentFormat.PAIN_001 else 'csv'}", body


def book_payment(key: int, on: date, *, user: int, at: datetime) -> int:
    """Note that the bank paid a file on a day (登记付款完成); how many statements are paid by it.

    Raises Refusal `booked-already`, `bad-payment-day`, and what the ledger refuses.
    """
    row = payment_row(key)
    if not timezone.localdate(row.made_at) <= on <= timezone.localdate(at):
        raise Refusal(
            "bad-payment-day", status=422, where="on", zh="付款完成日应在文件生成之后、今日之前。",
            en="The bank paid after the file was made and not after today.",
        )  # fmt: skip
    with transaction.atomic():
        if not Payment.objects.filter(pk=key, booked_on=None).update(booked_on=on, booked_by=user):
            raise Refusal("booked-already", zh="该付款已登记完成。", en="This payment was noted as done already.")
        paid = list(Statement.objects.select_for_update().filter(payment=key).order_by("id"))
        for one in paid:
            refuse_unless("book", State(one.state))
            post_payment(one.pk, one.organisation_id, one.fen + one.brought_fen, on, at)
            record(verb="statement.paid", subject=("statement", one.pk), detail={"payment": key}, at=at)
        Statement.objects.filter(payment=key).update(state=State.PAID.value, paid_on=on)
        record(verb="payment.booked", subject=("payment", key), detail={"on": on.isoformat()}, at=at)
    return len(paid)


def _where(rows: Sequence[Statement]) -> dict[int, PayeeRow]:
    """Where each firm is paid; refuses (`no-payee`) while one of them is not known and confirmed."""
    wanted = {row.organisation_id for row in rows}
    found = payees_in_force(wanted)
    if wanted - set(found):
        raise Refusal(
            "no-payee", zh="有机构尚无经复核的收款账户。", en="A firm has no account that a second person confirmed.",
            remedy_zh="请先登记并复核收款账户。", remedy_en="Note its account and have it confirmed first.",
        )  # fmt: skip
    return found


def _transfer(row: Statement, where: PayeeRow) -> Transfer:
    return Transfer(
        f"HL{row.pk:012d}", where.name, where.account, where.bank, where.bank_code, row.fen + row.brought_fen,
        f"{row.number} {row.invoice_number}",
    )  # fmt: skip


def _body(order: Order, form: PaymentFormat) -> bytes:
    """The bytes for the bank; a message that a bank would turn away is our own mistake."""
    if form is PaymentFormat.CSV:
        return bank_csv(order)
    body = pain001(order)
    if faults := faults_of(body):
        raise ValueError(f"payment message {order.number}: {faults}")
    return body
