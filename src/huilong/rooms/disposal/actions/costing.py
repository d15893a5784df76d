"""Costs and claims (费用与债权): what was spent, with its voucher, under the law; who else claims of the vehicle."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.money import MAX_FEN, Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.disposal.actions.lawful import ASSESS, ask
from huilong.rooms.disposal.actions.moving import locked, me, of_the_case, step
from huilong.rooms.disposal.models import Claim, Cost
from huilong.rooms.disposal.queries.stock import stored
from huilong.rooms.disposal.rules.lawful import COST_AS_LAW_CALLS_IT, Told, yuan_of
from huilong.rooms.disposal.terms import CostKind, Creditor, StockVerb

CHARGE = "charge:"


def spend(
    key: int, kind: CostKind, fen: Fen, file: int | None, at: datetime, *, subject: str = "",
    disclosed: bool | None = None,
) -> int:  # fmt: skip
    """Note a cost of the sale, or with `subject` the voucher of one that is there (登记费用); its key.

    `subject`: `charge:17` of the recovery, `cost:3` of the sale. The law is asked whether it may be charged at all
    (CN-DISP-003, CN-INT-006: `disclosed` says whether the signed cost statement lists it). Without a voucher it is
    noted and never deducted. Raises Refusal `cost-amount`, `law-…`, `voucher-twice`.
    """
    if not 0 < fen <= MAX_FEN:
        raise Refusal("cost-amount", status=422, where="amount", zh="费用须大于零。", en="A cost is above zero.")
    row, verdict = stored(key), None
    of_the_case(row, file)
    if file is not None:
        decision = ask(row, ASSESS, _facts(row.loan_id, kind, fen, disclosed), at)
        refuse_unless_permitted(decision)
        verdict = decision.id
    try:
        with transaction.atomic():
            row = locked(key)
            made = Cost.objects.create(
                stock=row, kind=kind, subject=subject[:40], fen=fen, on=timezone.localdate(at),
                file_id=file, by=me(), at=at, verdict=verdict,
            )  # fmt: skip
            detail = {"cost": made.pk, "kind": kind.value, "fen": fen, "voucher": file, "of": subject}
            step(row, StockVerb.SPENT, at, detail=detail, verdict=str(verdict or ""))
    except IntegrityError as error:
        if "disposal_one_voucher_a_charge" not in str(error):
            raise
        raise Refusal("voucher-twice", zh="该费用已有凭证。", en="This charge has its voucher already.") from None
    if verdict is not None:
        tell_outcome(verdict, OutcomeKind.DONE, at)
    return int(made.pk)


def claim(key: int, one: Creditor, file: int, at: datetime) -> int:
    """Note what another creditor claims of the vehicle (登记其他债权), shown by a paper of the case; its key."""
    if not 0 < one.fen <= MAX_FEN or not one.name.strip():
        raise Refusal(
            "claim-unfit", status=422, where="fen", zh="请填写债权人和大于零的金额。",
            en="A claim names its creditor and an amount above zero.",
        )  # fmt: skip
    with transaction.atomic():
        row = locked(key)
        made = Claim.objects.create(
            stock=row, name=one.name.strip()[:80], kind=one.right.kind, registered_on=one.right.registered_on,
            delivered_on=one.right.delivered_on, fen=one.fen, demanded=one.demanded,
            file_id=of_the_case(row, file) or file, by=me(), at=at,
        )  # fmt: skip
        step(row, StockVerb.CLAIMED, at, detail={"claim": made.pk, "kind": one.right.kind.value, "fen": one.fen})
    return int(made.pk)


def _facts(loan_id: str, kind: CostKind, fen: Fen, disclosed: bool | None) -> Told:
    """What a cost comes to for the law: its kind as the law names it, its voucher, whether the contract listed it."""
    told: Told = {
        "cost_kind": (COST_AS_LAW_CALLS_IT.get(kind.value, "realisation_cost"), "cost"),
        "voucher_attached": (True, "file"), "fee_kind": (kind.value, "cost"), "content_flags": ([], "cost"),
        "agreed_damages": (yuan_of(fen), "cost, as its voucher says"), "estimated_loss": (yuan_of(fen), "voucher"),
        "accidental_loss_rescission": (False, "recovery order"),
    }  # fmt: skip
    loan = book.loan(loan_id)
    lent = loan["disbursed_on"]
    if loan["annual_rate_ppm"] is not None:
        told["annualised_total_rate"] = (Decimal(loan["annual_rate_ppm"]) / 1_000_000, "book: the contract's rate")
    if lent is not None:
        told["contract_date"] = (lent.isoformat(), "book: the day it was paid out")
    if disclosed is not None:
        told["charge_item_in_disclosed_table"] = (disclosed, "disposal clerk")
    return told
