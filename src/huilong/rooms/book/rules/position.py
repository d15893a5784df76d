"""The position of one loan (账龄结果) with its instalments, receipts and reasons, by the ageing law as it stands."""

from datetime import date

from huilong.kernel.days import FOREVER, day_date, day_number
from huilong.kernel.money import Fen
from huilong.rooms.book.rules.ageing import age, bucket_of, days_past_due, is_past_due, slots_needed
from huilong.rooms.book.rules.asof import charges_as_of, cut, receipts_as_of
from huilong.rooms.book.rules.contract import Contract
from huilong.rooms.book.rules.explain import Tale, owed, reasons
from huilong.rooms.book.rules.penalty import TRACE_APPLIED, TRACE_UNAPPLIED, paused_days
from huilong.rooms.book.rules.shapes import (
    ADVANCED,
    DUE_ON,
    GRACE_DAYS,
    GRACE_ON_INSTALMENTS,
    HEAD,
    LATE,
    NO,
    NONE,
    PAID,
    PAID_ON,
    RATES,
    SLOTS,
    TRACE_WIDTH,
    TRACED,
    WAIVED,
    WIDTH,
    BucketFacts,
    Ints,
    desk_size,
    empty_positions,
)
from huilong.rooms.book.terms import Components, InstalmentState, LoanFacts, Position, Receipt, ReceiptState


def position(
    facts: LoanFacts, contract: Contract, on: date, known_by: date | None = None, why: bool = False
) -> Position:
    """What the loan owes on `on`, as known by `known_by` (None: all we know). `why` adds every step that led there."""
    today = day_number(on)
    laid = cut(facts, on, known_by)
    slots = slots_needed(laid)
    desk, old = _zeros(desk_size(slots)), _zeros(desk_size(slots))
    trace = _zeros(TRACE_WIDTH * _trace_rows(contract, laid, slots))
    out = empty_positions(_zeros, 1)
    age(contract.terms, laid, 0, today, desk, old, trace, out)
    known = FOREVER if known_by is None else day_number(known_by)
    receipts = receipts_as_of(facts, on, known)
    oldest = out.oldest_due[0]
    overdue = _components(out.overdue_principal, out.overdue_interest, out.overdue_fee, out.overdue_penalty)
    return Position(
        loan=facts.loan,
        on=on,
        past_due_days=out.past_due_days[0],
        delinquent_days=out.delinquent_days[0],
        delinquent_amount=overdue.total,
        delinquent_since=None if oldest == FOREVER else day_date(oldest + contract.terms[GRACE_DAYS]),
        bucket=contract.bucket_name(out.bucket[0]),
        buckets=_split(contract, laid, desk, today, oldest) if out.delinquent_days[0] else {},
        overdue=overdue,
        outstanding=_components(
            out.outstanding_principal, out.outstanding_interest, out.outstanding_fee, out.outstanding_penalty
        ),
        unapplied=out.unapplied[0],
        instalments=tuple(_instalment(desk, i) for i in range(desk[SLOTS])),
        receipts=_receipts(receipts, desk, trace),
        why=reasons(_tale(facts, receipts, on, known, out.lapsed_waivers[0]), desk, trace) if why else (),
    )


def _zeros(count: int) -> list[int]:
    return [0] * count


def _components(principal: Ints, interest: Ints, fee: Ints, penalty: Ints) -> Components:
    return Components(principal[0], interest[0], fee[0], penalty[0])


def _tale(facts: LoanFacts, receipts: list[tuple[Receipt, Fen]], on: date, known: int, lapsed: Fen) -> Tale:
    return Tale(facts, charges_as_of(facts, known), receipts, on, lapsed)


def _trace_rows(contract: Contract, laid: BucketFacts, slots: int) -> int:
    """A bound on the steps the law can note: every event may look at every slot, once for each penalty rate."""
    events = len(laid.receipt_on) + len(laid.waiver_on) + len(laid.schedule_from) + 1
    a_slot = 6 + contract.terms[RATES]
    return min(events * slots * a_slot + len(laid.charge_due) * len(laid.schedule_from), 500_000)


def _split(contract: Contract, laid: BucketFacts, desk: Ints, today: int, oldest: int) -> dict[str, Fen]:
    """The past-due unpaid fen by bucket, instalment by instalment, in the contract's order of buckets.

    Pauses stop the loan's clock, so each instalment loses the days paused since the loan fell behind; grace is taken
    out only if the contract gives it to instalments too.
    """
    terms = contract.terms
    held = paused_days(laid.pause_from, laid.pause_to, 0, len(laid.pause_from), oldest, today)
    if terms[GRACE_ON_INSTALMENTS]:
        held += terms[GRACE_DAYS]
    amounts: dict[str, Fen] = {}
    for i in range(desk[SLOTS]):
        due = desk[HEAD + WIDTH * i + DUE_ON]
        name = contract.bucket_name(bucket_of(terms, max(days_past_due(terms, due, today) - held, 0)))
        unpaid = sum(owed(desk, i))
        if name and unpaid and is_past_due(terms, due, today):
            amounts[name] = amounts.get(name, 0) + unpaid
    return {name: amounts[name] for name in contract.bucket_names if name in amounts}


def _instalment(desk: Ints, i: int) -> InstalmentState:
    at = HEAD + WIDTH * i
    left = Components(*owed(desk, i))
    paid_on = desk[at + PAID_ON]
    return InstalmentState(
        no=desk[at + NO],
        due=day_date(desk[at + DUE_ON]),
        owed=left,
        paid=Components(*desk[at + PAID : at + PAID + 4]),
        waived=Components(*desk[at + WAIVED : at + WAIVED + 4]),
        late=desk[at + LATE],
        in_advance=desk[at + ADVANCED],
        paid_on=None if paid_on == NONE or left.total else day_date(paid_on),
    )


def _receipts(receipts: list[tuple[Receipt, Fen]], desk: Ints, trace: Ints) -> tuple[ReceiptState, ...]:
    """Where each receipt went, summed from the trace."""
    applied = [[0] * 5 for _ in receipts]
    for row in range(desk[TRACED]):
        kind, _, _, component, take, receipt = trace[TRACE_WIDTH * row : TRACE_WIDTH * row + 6]
        if receipt >= 0 and kind == TRACE_APPLIED:
            applied[receipt][component] += take
        elif receipt >= 0 and kind == TRACE_UNAPPLIED:
            applied[receipt][4] += take
    return tuple(
        ReceiptState(receipt.id, receipt.on, net, Components(*where[:4]), where[4])
        for (receipt, net), where in zip(receipts, applied, strict=True)
    )
