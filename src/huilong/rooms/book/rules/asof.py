"""As of (时点): the facts of one loan that happened by a day and were known by another, laid out for the ageing law."""

from collections.abc import Iterable, Sequence
from datetime import date

from huilong.kernel.days import BEFORE_ALL, FOREVER, day_number
from huilong.rooms.book.rules.contract import COMPONENTS
from huilong.rooms.book.rules.shapes import BucketFacts, Ints
from huilong.rooms.book.terms import Charge, Instalment, LoanFacts, Receipt


def net_of_reversal(amount: int, reversed_so_far: int) -> int:
    """What is left of a receipt of `amount` fen after `reversed_so_far` fen were taken back (0 = the whole receipt)."""
    if reversed_so_far == 0:
        return 0
    return max(amount - reversed_so_far, 0)


def receipts_as_of(facts: LoanFacts, on: date, known: int) -> list[tuple[Receipt, int]]:
    """The receipts made by `on`, each with its fen net of the reversals made by `on`; in day order, then by id."""
    taken_back: dict[str, list[int]] = {}
    for reversal in facts.reversals:
        if reversal.known <= known and reversal.on <= on:
            taken_back.setdefault(reversal.receipt, []).append(reversal.amount or 0)
    found = []
    for receipt in sorted(facts.receipts, key=lambda r: (r.on, r.id)):
        if receipt.known > known or receipt.on > on:
            continue
        net = receipt.amount
        for amount in taken_back.get(receipt.id, []):
            net = net_of_reversal(net, amount)
        found.append((receipt, net))
    return found


def charges_as_of(facts: LoanFacts, known: int) -> list[Charge]:
    """The charges known by day number `known`, by due date then id."""
    return sorted((c for c in facts.charges if c.known <= known), key=lambda c: (c.due, c.id))


def cut(facts: LoanFacts, on: date, known_by: date | None) -> BucketFacts:
    """Lay the facts of one loan, as of (`on`, `known_by`), into the lists that the law reads. None means all known."""
    known = FOREVER if known_by is None else day_number(known_by)
    versions: list[tuple[int, Sequence[Instalment]]] = [(BEFORE_ALL, facts.instalments)]
    later = [s for s in facts.schedules if s.known <= known]
    versions += [(day_number(s.start), s.instalments) for s in sorted(later, key=lambda s: s.start)]
    instalments = [sorted(rows, key=lambda i: (i.due, i.no)) for _, rows in versions]
    flat = [i for rows in instalments for i in rows]
    charges = charges_as_of(facts, known)
    receipts = receipts_as_of(facts, on, known)
    waivers = sorted((w for w in facts.waivers if w.known <= known and w.on <= on), key=lambda w: (w.on, w.id))
    pauses = sorted((p for p in facts.pauses if p.known <= known), key=lambda p: (p.start, p.end))
    stop = FOREVER if facts.write_off_on is None else day_number(facts.write_off_on)
    return BucketFacts(
        loan=[0],
        schedule_at=[0, len(versions)],
        schedule_from=[start for start, _ in versions],
        instalment_at=_offsets(len(rows) for rows in instalments),
        instalment_no=[i.no for i in flat],
        instalment_due=[day_number(i.due) for i in flat],
        instalment_principal=[i.principal for i in flat],
        instalment_interest=[i.interest for i in flat],
        instalment_fee=[i.fee for i in flat],
        instalment_down_payment=[int(i.down_payment) for i in flat],
        charge_at=[0, len(charges)],
        charge_due=[day_number(c.due) for c in charges],
        charge_kind=[COMPONENTS[c.kind] for c in charges],
        charge_amount=[c.amount for c in charges],
        receipt_at=[0, len(receipts)],
        receipt_on=[day_number(r.on) for r, _ in receipts],
        receipt_amount=[net for _, net in receipts],
        waiver_at=[0, len(waivers)],
        waiver_on=[day_number(w.on) for w in waivers],
        waiver_kind=[COMPONENTS[w.kind] for w in waivers],
        waiver_amount=[w.amount for w in waivers],
        pause_at=[0, len(pauses)],
        pause_from=[day_number(p.start) for p in pauses],
        pause_to=[day_number(p.end) for p in pauses],
        stop_on=[stop],
    )


def _offsets(lengths: Iterable[int]) -> Ints:
    """Running offsets, starting at 0."""
    at = [0]
    for length in lengths:
        at.append(at[-1] + length)
    return at
