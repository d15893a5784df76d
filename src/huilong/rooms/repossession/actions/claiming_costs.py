"""Costs asked of the borrower (向借款人主张费用): their vouchers, and the law's word on each before it is told."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from huilong.kernel.money import Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.queries import loan
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.compliance.actions import may_we, tell_outcome
from huilong.rooms.compliance.terms import Fact, OutcomeKind, Wanted
from huilong.rooms.files.queries import file_row
from huilong.rooms.repossession.models import Charge, Order, Stay
from huilong.rooms.repossession.queries.claims import claims_of, stay_subject, subject_of
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.rules.claims import COST_KINDS, PRICED, claimed
from huilong.rooms.repossession.terms.yard import ChargeKind, Claim, StandingCharge
from huilong.rooms.settlement.actions import keep_voucher
from huilong.rooms.settlement.queries import chargeable


def keep_cost_voucher(key: int, charge: int | None, fen: Fen, on: date, file: int, *, at: datetime) -> int:
    """Keep a voucher of a cost of an order (登记收车费用凭证); its key. `charge` None: of the storage of its last stay.

    `file` is one of the case's files. Raises Refusal `no-such-charge`, `not-of-this-case`, and what vouchers refuse.
    """
    order = stored(key)
    if charge is None:
        stay = Stay.objects.filter(order=order).order_by("-id").first()
        subject, kind = stay_subject(stay.pk) if stay else "", ChargeKind.STORAGE
    else:
        kept = Charge.objects.filter(pk=charge, order=order, reverses=None).first()
        subject, kind = subject_of(charge) if kept else "", ChargeKind(kept.kind) if kept else ChargeKind.OTHER
    if not subject:
        raise Refusal("no-such-charge", status=404, where="charge", zh="没有这项费用。", en="There is no such cost.")
    if file_row(file).number != order.case.number:
        raise Refusal(
            "not-of-this-case", status=422, where="file", zh="该文件不属于本案。", en="That file is of another case.",
            remedy_zh="请先将凭证添加到本案文件。", remedy_en="Add the paper to the files of this case first.",
        )  # fmt: skip
    return keep_voucher(subject, PRICED[kind], fen, on, file, at)


def lawful_charges(order: Order, at: datetime) -> tuple[StandingCharge, ...]:
    """What of each cost is asked of the borrower (经裁决可主张的费用), the law asked of every one: no voucher, off the
    list or blocked, and it is the lender's. Verdicts are stored, of what is left out too.
    """
    claims, may = claims_of(order, at), dict[int, Fen]()
    case = case_detail(order.case.number).case
    for one in claims:
        if not one.charge.left_fen:
            continue
        facts = _facts(order, case.region, one, at)
        wanted = Wanted("fee.assess", case.borrower, order.loan_id, facts=facts, case=case.number)
        decision = may_we(wanted, at)
        asked = one.may_fen if decision.permitted else 0
        may[one.charge.key] = asked
        if decision.permitted:
            tell_outcome(decision.id, OutcomeKind.DONE if asked else OutcomeKind.NOT_DONE, at)
    return claimed((one.charge for one in claims), may)


def _facts(order: Order, region: str, one: Claim, at: datetime) -> dict[str, Fact]:
    """What is known of a cost as rules about fees ask it."""
    told, kind = loan(order.loan_id), one.charge.kind
    signed: date | None = told["disbursed_on"]
    facts: dict[str, Fact] = {
        "cost_kind": Fact(COST_KINDS.get(kind, "realisation_cost"), "charge"),
        "voucher_attached": Fact(one.vouched_fen > 0, "voucher"),
        "charge_item_in_disclosed_table": Fact(
            chargeable(PRICED[kind], region, signed or timezone.localdate(at)) is not None, "price list"
        ),
        "fee_kind": Fact(kind.value, "charge"), "content_flags": Fact([], "none was made"),
        "agreed_damages": Fact(Decimal(yuan(one.may_fen)), "price list"),
        "estimated_loss": Fact(Decimal(yuan(one.charge.amount_fen)), "voucher"),
        "accidental_loss_rescission": Fact(False, "order"),
    }  # fmt: skip
    if signed:
        facts["contract_date"] = Fact(signed.isoformat(), "book")
    if told["annual_rate_ppm"] is not None:
        facts["annualised_total_rate"] = Fact(Decimal(told["annual_rate_ppm"]) / 1_000_000, "book")
    return facts
