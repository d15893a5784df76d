"""Explaining and paying out (说明与退款): the letter with every line, requests answered, the surplus paid."""

import io
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.queries import lender
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.contact.terms import Letter, Typesetter
from huilong.rooms.disposal.actions.booking import book_surplus
from huilong.rooms.disposal.actions.distributing import owner_party
from huilong.rooms.disposal.actions.lawful import EXPLAIN, ask
from huilong.rooms.disposal.actions.moving import locked, me, step
from huilong.rooms.disposal.models import Distribution, Request, SurplusPayment
from huilong.rooms.disposal.queries.proceeds import distribution_row, stored_distribution
from huilong.rooms.disposal.rules.letters import explained_cn, explained_us
from huilong.rooms.disposal.terms import DistributionState, Owner, StockState, StockVerb
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.rooms.people.queries import lender_name
from huilong.rooms.vault.actions import handed_over
from huilong.rooms.vault.queries import people_of, sealed_note
from huilong.rooms.vault.terms import PersonRole

ALL = tuple(StockState)


def explain(key: int, at: datetime) -> int:
    """Set the letter that explains a distribution in type and keep it on the case (生成说明函); the file's key.

    It says each line, where it comes from and its voucher, so that anybody can recompute it: in the form of China, or
    in that of UCC 9-616 for the US. Open requests are answered with it. Raises Refusal `distribution-state`,
    `no-typesetter`, `law-…`.
    """
    row, told = stored_distribution(key), distribution_row(key)
    if told.state is not DistributionState.POSTED:
        raise Refusal("distribution-state", zh="入账后才能出具说明。", en="It is explained once it is posted.",
                      remedy_zh="请先入账。", remedy_en="Post it first.")  # fmt: skip
    stock = row.sale.stock
    verdict = ask(stock, EXPLAIN, _facts(row, at, sent=True), at)
    refuse_unless_permitted(verdict)
    values = _values(row, at)
    letter = explained_us(told, values) if lender().jurisdiction == "US" else explained_cn(told, values)
    body = _typesetter().pdf(Letter(*letter))
    kept = files.add(
        stock.case.number, io.BytesIO(body), kind=FileKind.LETTER, name=f"proceeds-{key}.pdf", note="", at=at
    )
    with transaction.atomic():
        Distribution.objects.filter(pk=key).update(letter=kept.id, explained_at=at)
        answered = Request.objects.filter(distribution_id=key, answered_at=None).update(answered_at=at)
        detail = {"distribution": key, "file": kept.id, "requests": answered}
        step(locked(stock.pk, ALL), StockVerb.EXPLAINED, at, detail=detail, verdict=str(verdict.id))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return int(kept.id)


def ask_to_explain(key: int, on: date, at: datetime) -> int:
    """Note that the borrower asked for an explanation on a day (登记说明请求): its clock begins; its key."""
    if on > timezone.localdate(at):
        raise Refusal("request-day", status=422, where="on", zh="日期不能晚于今天。", en="No day to come is known.")
    with transaction.atomic():
        row = stored_distribution(key)
        made = Request.objects.create(distribution=row, on=on, by=me(), at=at)
        detail = {"distribution": key, "request": made.pk, "on": on.isoformat()}
        step(locked(row.sale.stock_id, ALL), StockVerb.REQUESTED, at, detail=detail)
    return int(made.pk)


def pay_surplus(key: int, account: str, reference: str, at: datetime, *, in_own_name: bool) -> int:
    """Note that the surplus was paid to its owner (退还余款), whole and once; the ledger's entry.

    The account is in the owner's own name; it is kept sealed and shown masked. The explanation goes out first. Raises
    Refusal `no-surplus`, `account-unfit`, `explain-first`, `surplus-paid`.
    """
    row = stored_distribution(key)
    digits = "".join(one for one in account if one.isalnum())
    if row.surplus_fen == 0 or row.surplus_to == Owner.LENDER or row.state != DistributionState.POSTED:
        raise Refusal("no-surplus", zh="没有应退的余款。", en="There is no surplus to pay out.")
    if not in_own_name or len(digits) < 8 or not reference.strip():
        raise Refusal(
            "account-unfit", status=422, where="account", zh="须为权利人本人账户,并填写账号与银行流水号。",
            en="It goes to an account in the owner's own name; give its number and the bank's reference.",
            remedy_zh="请向权利人核实账户。", remedy_en="Ask the owner for the account.",
        )  # fmt: skip
    if row.explained_at is None:
        raise Refusal(
            "explain-first", rule="US-UCC-616" if lender().jurisdiction == "US" else "house:explain",
            zh="请先出具说明函。", en="The explanation goes out first.", remedy_zh="生成说明函后再付款。",
            remedy_en="Make the letter, then pay.",
        )  # fmt: skip
    on, data = timezone.localdate(at), sealed_note(digits, f"surplus:{key}")
    try:
        with transaction.atomic():
            stock = locked(row.sale.stock_id, (StockState.SETTLED,))
            entry = book_surplus(key, row.surplus_fen, stock.loan_id, owner_party(stock.loan_id), on, at)
            SurplusPayment.objects.create(
                distribution=row, fen=row.surplus_fen, key_id=data[0], account=data[1],
                account_masked=f"{'*' * (len(digits) - 4)}{digits[-4:]}"[:40], reference=reference.strip()[:64],
                entry=entry, paid_on=on, by=me(), at=at,
            )  # fmt: skip
            detail = {"distribution": key, "fen": row.surplus_fen, "entry": entry}
            step(stock, StockVerb.REFUNDED, at, detail=detail)
    except IntegrityError as error:
        if "distribution" not in str(error):
            raise
        raise Refusal("surplus-paid", zh="余款已退还。", en="The surplus is paid already.") from None
    return entry


def _facts(row: Distribution, at: datetime, *, sent: bool) -> dict[str, tuple[Any, str]]:
    """What an explanation comes to for the law: whether it goes out first, and how long somebody waited for it."""
    asked = Request.objects.filter(distribution=row, answered_at=None).order_by("on").first()
    days = (timezone.localdate(at) - asked.on).days if asked else 0
    return {
        "deficiency_demanded": (bool(row.deficiency_fen), "distribution"), "explanation_sent": (sent, "this letter"),
        "request_received": (asked is not None, "requests"), "days_since_request": (days, "requests"),
        "deficiency_waived": (False, "distribution"),
    }  # fmt: skip


def _values(row: Distribution, at: datetime) -> dict[str, Any]:
    """What only the desk knows of a letter: who gets it, which vehicle, which day."""
    stock = row.sale.stock
    people = [one for one in people_of([stock.loan_id]).get(stock.loan_id, []) if one.role is PersonRole.BORROWER]
    name = handed_over(people[0].id, "name", purpose="letter", to="typesetter", at=at) if people else "—"
    car = stock.order.vehicle
    return {
        "on": timezone.localdate(at).isoformat(), "lender": lender_name() or "—", "addressee": name,
        "loan": stock.loan_id, "vehicle": f"{car.make} {car.model}".strip() or "—", "taken_on": stock.taken_on,
        "sold_on": timezone.localdate(row.sale.agreed_at or at).isoformat(),
    }  # fmt: skip


def _typesetter() -> Typesetter:
    path = getattr(settings, "TYPESETTER", "")
    if not path:
        raise Refusal(
            "no-typesetter", zh="未配置排版接口,无法生成说明函。",
            en="No typesetter is configured, so no letter can be set.",
            remedy_zh="请系统管理员设置 TYPESETTER。", remedy_en="Let an administrator set TYPESETTER.",
        )  # fmt: skip
    made: Typesetter = import_string(path)()
    return made
