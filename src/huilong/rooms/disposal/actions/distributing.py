"""Distributing (分配): worked out, agreed to by a second person, posted; the surplus paid; or all of it taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Decision, OutcomeKind, Verdict
from huilong.rooms.disposal.actions.booking import book_back, book_claim_back, book_distribution
from huilong.rooms.disposal.actions.lawful import APPLY, Second, ask
from huilong.rooms.disposal.actions.moving import actor, locked, me, step
from huilong.rooms.disposal.models import Distribution, DistributionLine, Sale, Stock, SurplusPayment
from huilong.rooms.disposal.queries.proceeds import (
    WorkedOut,
    as_distribution,
    distribution_row,
    stored_distribution,
    work_out,
)
from huilong.rooms.disposal.queries.sales import stored_sale
from huilong.rooms.disposal.rules.explaining import slips
from huilong.rooms.disposal.rules.lawful import of_proceeds
from huilong.rooms.disposal.terms import DistributionState, SaleState, StockState, StockVerb
from huilong.rooms.ledger.actions import post_receipt, reverse_receipt
from huilong.rooms.ledger.terms import ReverseReason
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved

POSSIBLE = (SaleState.DELIVERED,)


def owner_party(loan_id: str) -> str:
    """How the ledger names whose a surplus is: by the loan, never by a person's name."""
    return f"owner:{loan_id}"


def propose(sale: int, at: datetime) -> int:
    """Work a distribution out and ask a second person to agree (拟分配); its key.

    The law is asked first; a block is refused once its verdict is kept. Raises Refusal `sale-state`, `law-blocked`,
    `distribution-there`, and what working it out refuses.
    """
    row = stored_sale(sale)
    _delivered(row)
    made = work_out(row.stock, row.price_fen or 0, at)
    verdict = _ask(row.stock, made, at)
    if verdict.answer.verdict is Verdict.BLOCK:
        refuse_unless_permitted(verdict)
    with transaction.atomic():
        stock = locked(row.stock_id, (StockState.SOLD,))
        _delivered(stored_sale(sale, lock=True))
        if Distribution.objects.filter(sale=row, state__in=["proposed", "approved", "posted"]).exists():
            raise Refusal(
                "distribution-there", zh="这笔价款已有分配。", en="This price has its distribution already.",
                remedy_zh="请先处理已有的分配。", remedy_en="Decide the one that is there first.",
            )  # fmt: skip
        found = made.found
        kept = Distribution.objects.create(
            sale=row, on=made.on, proceeds_fen=found.proceeds_fen, surplus_fen=found.surplus_fen,
            surplus_to=found.surplus_to, deficiency_fen=found.deficiency_fen, inputs=made.inputs,
            verdicts=[verdict.id], made_by=me(), made_at=at,
        )  # fmt: skip
        DistributionLine.objects.bulk_create(
            DistributionLine(
                distribution=kept, no=one.no, holder=one.holder, kind=one.kind, what=one.what, rank=one.rank,
                claim_fen=one.claim_fen, paid_fen=one.paid_fen, source=one.source[:120], voucher=one.voucher,
            )
            for one in found.lines
        )  # fmt: skip
        detail = {
            "distribution": kept.pk, "proceeds_fen": found.proceeds_fen, "surplus_fen": found.surplus_fen,
            "deficiency_fen": found.deficiency_fen, "left_out": [one.source for one in found.left_out],
        }  # fmt: skip
        step(stock, StockVerb.PROPOSED, at, detail=detail, verdict=str(verdict.id))
        asked = {name: detail[name] for name in ("proceeds_fen", "surplus_fen", "deficiency_fen")}
        ask_approval(ApprovalKind.PROCEEDS, f"distribution:{kept.pk}", asked, actor=me(), at=at)
    return int(kept.pk)


def distribution_approved(told: Approved) -> None:
    """A second person agreed to a distribution (分配复核通过): it may be posted, the law asked again with both."""
    _decided(told, DistributionState.APPROVED)


def distribution_refused(told: Approved) -> None:
    """A second person did not agree to a distribution (分配复核未通过)."""
    _decided(told, DistributionState.REFUSED)


def post(key: int, at: datetime) -> None:
    """Post a distribution that was agreed to (分配入账): the ledger, the loan's receipt, what is owed to others.

    By what is known now it has to come out as it was agreed to. Raises Refusal `distribution-state`,
    `distribution-changed`, `law-…`, and what the ledger refuses.
    """
    row = stored_distribution(key)
    _must_be(row, DistributionState.APPROVED)
    told, on = distribution_row(key), timezone.localdate(at)
    made = work_out(row.sale.stock, row.proceeds_fen, row.made_at)
    if made.found.lines != told.lines or slips(made.found):
        raise Refusal(
            "distribution-changed", zh="欠款、费用或债权自拟定后有变化。",
            en="What is owed, spent or claimed has changed since it was worked out.",
            remedy_zh="请撤下后按今日数字重新拟定。", remedy_en="Drop it and work it out anew by today.",
        )  # fmt: skip
    second: Second = (row.made_by, row.decided_by or 0, "distribution agreed to")
    verdict = _ask(row.sale.stock, made, at, second)
    refuse_unless_permitted(verdict)
    with transaction.atomic():
        stock = locked(row.sale.stock_id, (StockState.SOLD,))
        _must_be(stored_distribution(key, lock=True), DistributionState.APPROVED)
        entry, debt = book_distribution(key, made.found, stock.loan_id, owner_party(stock.loan_id), on, at)
        receipt = None
        if debt:
            receipt = post_receipt(
                loan_id=stock.loan_id, on=on, amount_fen=debt, actor=actor(), today=on, at=at,
                lender_reference=f"SALE-{key}",
            )  # fmt: skip
        Distribution.objects.filter(pk=key).update(
            state=DistributionState.POSTED, posted_at=at, entries=[entry], receipt=receipt,
            verdicts=[*row.verdicts, verdict.id],
        )  # fmt: skip
        stock.state, stock.ended_at = StockState.SETTLED.value, at
        detail = {"distribution": key, "entry": entry, "receipt": receipt, "to_loan_fen": debt}
        step(stock, StockVerb.POSTED, at, detail=detail, verdict=str(verdict.id), fields=("state", "ended_at"))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)


def drop(key: int, at: datetime) -> None:
    """Drop a distribution that is not posted (撤下分配), so that it can be worked out anew."""
    with transaction.atomic():
        row = stored_distribution(key, lock=True)
        _must_be(row, DistributionState.PROPOSED, DistributionState.APPROVED)
        Distribution.objects.filter(pk=key).update(state=DistributionState.REFUSED)
        detail = {"distribution": key, "dropped": True}
        step(locked(row.sale.stock_id, (StockState.SOLD,)), StockVerb.PROPOSED, at, detail=detail)


def reverse(key: int, at: datetime) -> None:
    """Take a posted distribution back as a whole (撤销分配): a sale failed after its price was distributed.

    Entries and receipt are reversed, never changed; a surplus that went out is owed back by its owner. Raises Refusal
    `distribution-state`, and what ledger and receipts refuse.
    """
    row, on = stored_distribution(key), timezone.localdate(at)
    with transaction.atomic():
        stock = locked(row.sale.stock_id, (StockState.SETTLED,))
        row = stored_distribution(key, lock=True)
        _must_be(row, DistributionState.POSTED)
        paid = SurplusPayment.objects.filter(distribution=row).first()
        entries = []
        if paid is not None:
            entries.append(book_claim_back(key, paid.fen, stock.loan_id, owner_party(stock.loan_id), on, at))
        entries += book_back(key, row.entries, on, at)
        if row.receipt is not None:
            reverse_receipt(row.receipt, ReverseReason.NOT_RECEIVED, at=at)
        Distribution.objects.filter(pk=key).update(
            state=DistributionState.REVERSED, reversed_at=at, entries=[*row.entries, *entries]
        )
        stock.state, stock.ended_at = StockState.SOLD.value, None
        detail = {"distribution": key, "entries": entries, "owed_back_fen": paid.fen if paid else 0}
        step(stock, StockVerb.REVERSED, at, detail=detail, fields=("state", "ended_at"))


def _ask(stock: Stock, made: WorkedOut, at: datetime, second: Second | None = None) -> Decision:
    return ask(stock, APPLY, of_proceeds(made.found, made.order, made.others, stock.told), at, second)


def _decided(told: Approved, state: DistributionState) -> None:
    key = int(told.subject.partition(":")[2])
    row = stored_distribution(key, lock=True)
    _must_be(row, DistributionState.PROPOSED)
    Distribution.objects.filter(pk=key).update(state=state, decided_by=told.decided_by, decided_at=told.at)
    detail = {"distribution": key, "state": state.value, "decided_by": told.decided_by}
    step(locked(row.sale.stock_id, (StockState.SOLD,)), StockVerb.PROPOSED, told.at, detail=detail)


def _delivered(row: Sale) -> None:
    if SaleState(row.state) not in POSSIBLE:
        raise Refusal(
            "sale-state", zh="交车后才能分配价款。", en="The price is distributed once the vehicle is with its buyer.",
            remedy_zh="请先收款、过户、交车。", remedy_en="Take the price, the papers and hand it over first.",
        )  # fmt: skip


def _must_be(row: Distribution, *states: DistributionState) -> None:
    if DistributionState(row.state) not in states:
        word = DistributionState(row.state).word
        raise Refusal(
            "distribution-state", zh=f"分配当前为“{word.zh}”,不能这样做。",
            en=f"The distribution is {word.en}: this cannot be done.", remedy_zh="请刷新页面。",
            remedy_en="Reload the page.",
        )  # fmt: skip


__all__ = [
    "as_distribution", "distribution_approved", "distribution_refused", "drop", "owner_party", "post", "propose",
    "reverse",
]  # fmt: skip
