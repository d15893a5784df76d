"""From what happened to what is sent (表): the feed's tables of one block, column by column."""

from collections.abc import Iterator

import numpy as np

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.calendar import due_in
from huilong.integrations.synthetic_lender.chance import Ints
from huilong.integrations.synthetic_lender.columns import (
    NO_DAY,
    Column,
    Days,
    Flags,
    Ids,
    Money,
    Numbers,
    Rates,
    Sheet,
    Words,
)
from huilong.integrations.synthetic_lender.countries import PRODUCTS
from huilong.integrations.synthetic_lender.events import CHANNELS, WAIVED_KINDS
from huilong.integrations.synthetic_lender.life import Block
from huilong.integrations.synthetic_lender.schedules import Plan

DEALERS = tuple(f"D{n:04d}" for n in range(1000))
CHARGE_KINDS = ("fee",)
REASONS = ("restructure",)


def loan_ids(block: Block, rows: Ints) -> Ids:
    """The lender's loan ids (借据号) of positions `rows`."""
    return Ids(block.country.code.upper(), block.loans.index[rows] + 1, 10)


def sheets(block: Block, original: Plan) -> Iterator[tuple[str, Sheet]]:
    """Every table of a block but people, one at a time: the file's name (its table before any `_`) and its sheet."""
    known = np.minimum(block.known("loan", np.arange(len(block.loans)), block.loans.disbursed_on), block.span.until)
    yield "loans", _loans(block, known)
    yield "loans_ended", _ended_loans(block, known)
    yield "instalments", _instalments(block, original, known)
    yield "schedules", _schedules(block)
    serials = _receipt_numbers(block)
    yield "receipts", _receipts(block, serials)
    yield "reversals", _reversals(block, serials)
    yield "charges", _charges(block)
    yield "waivers", _waivers(block)
    yield "pauses", _pauses(block)
    yield "vehicles", _vehicles(block, known)


def _sheet(block: Block, loan: Ints, then: Ints, known: Ints, amount: Ints, columns: dict[str, Column]) -> Sheet:
    who = block.loans.index[loan]
    return Sheet(known, loan, then, who * 1_000_003 + then, {"loan_id": loan_ids(block, loan)} | columns, amount)


def _loans(block: Block, known: Ints) -> Sheet:
    """Loans as first sent."""
    n = len(block.loans)
    return _loan_rows(block, np.arange(n), known, np.full(n, NO_DAY), np.full(n, NO_DAY))


def _ended_loans(block: Block, known: Ints) -> Sheet:
    """Loans sent again when closed or written off; a file of their own, since a file may not repeat a key."""
    ends = block.events.columns("endings")
    loan, off = ends["loan"], ends["write_off"] == 1
    sent = np.maximum(ends["known"], known[loan])
    return _loan_rows(block, loan, sent, np.where(off, ends["on"], NO_DAY), np.where(off, NO_DAY, ends["on"]))


def _loan_rows(block: Block, loan: Ints, known: Ints, off: Ints, closed: Ints) -> Sheet:
    a, place = block.loans, block.loans.place[loan]
    return _sheet(block, loan, known, known, (a.financed + a.down)[loan], {
        "borrower": Ids("B", a.borrower[loan] + 1, 10),
        "product": Words(a.product[loan], PRODUCTS),
        "currency": Words(np.zeros(len(loan), dtype=np.int64), (block.country.currency,)),
        "disbursed_on": Days(a.disbursed_on[loan]),
        "principal": Money((a.financed + a.down)[loan]),
        "annual_rate": Rates(a.rate_ppm[loan]),
        "term_months": Numbers(a.term[loan]),
        "region": Words(place, [region for region, _ in block.country.places]),
        "city": Words(place, [city for _, city in block.country.places]),
        "dealer": Words(a.dealer[loan], DEALERS),
        "write_off_on": Days(off),
        "closed_on": Days(closed),
    })  # fmt: skip


def _instalments(block: Block, plan: Plan, known: Ints) -> Sheet:
    """Original instalments, down payments as number 0, and those of later versions; 32-bit, being many."""
    a = block.loans
    at, n = (i.astype(np.int32) for i in np.nonzero(np.arange(plan.principal.shape[1]) < a.term[:, None]))
    down = np.nonzero(a.down > 0)[0]
    later = block.events.columns("instalments")
    zero = np.zeros(len(down), dtype=np.int32)

    def join(of_down: Ints, of_plan: Ints, of_later: Ints) -> Ints:
        return np.concatenate([of_down, of_plan, of_later], dtype=np.int32, casting="unsafe")

    loan = join(down, at, later["loan"])
    no = join(zero, n + 1, later["no"])
    version = join(zero, 0 * n, later["no"] * 0 + 1)
    principal = join(a.down[down], plan.principal[at, n], later["principal"])
    due = join(a.disbursed_on[down], due_in(a.first_month[at] + n, a.due_day[at]), later["due"])
    sent = join(known[down], known[at], later["known"])
    return _sheet(block, loan, version * 1000 + no, sent, principal, {
        "version": Numbers(version),
        "no": Numbers(no),
        "due_on": Days(due),
        "principal": Money(principal),
        "interest": Money(join(zero, plan.interest[at, n], later["interest"])),
        "fee": Money(join(zero, plan.fee[at], later["fee"])),
        "down_payment": Flags(no == 0),
    })  # fmt: skip


def _schedules(block: Block) -> Sheet:
    rows = block.events.columns("schedules")
    nothing = np.zeros(len(rows["loan"]), dtype=np.int64)
    return _sheet(block, rows["loan"], rows["from_on"], rows["known"], nothing, {
        "version": Numbers(nothing + 1),
        "from_on": Days(rows["from_on"]),
        "reason": Words(nothing, REASONS),
    })  # fmt: skip


def _receipt_numbers(block: Block) -> Ints:
    """The number of each receipt within its loan, by its serial within the block."""
    rows = block.events.columns("receipts")
    return _numbers_within(rows["loan"], rows["on"], rows["serial"])


def _numbers_within(loan: Ints, on: Ints, tie: Ints) -> Ints:
    """1, 2, 3 … for the rows of each loan in day order."""
    order = np.lexsort((tie, on, loan))
    sorted_loan = loan[order]
    first = np.searchsorted(sorted_loan, sorted_loan, side="left")
    numbers = np.empty(len(loan), dtype=np.int64)
    numbers[order] = np.arange(len(loan)) - first + 1
    return numbers


def _receipts(block: Block, numbers: Ints) -> Sheet:
    rows = block.events.columns("receipts")
    return _sheet(block, rows["loan"], rows["on"] * 100 + numbers % 100, rows["known"], rows["amount"], {
        "receipt_id": Ids("R", (block.loans.index[rows["loan"]] + 1) * 10_000 + numbers, 14),
        "on": Days(rows["on"]),
        "amount": Money(rows["amount"]),
        "channel": Words(rows["channel"], CHANNELS),
    })  # fmt: skip


def _reversals(block: Block, numbers: Ints) -> Sheet:
    rows = block.events.columns("reversals")
    of = (block.loans.index[rows["loan"]] + 1) * 10_000 + numbers[rows["serial"]]
    return _sheet(block, rows["loan"], rows["on"], rows["known"], rows["amount"], {
        "receipt_id": Ids("R", of, 14),
        "on": Days(rows["on"]),
        "amount": Money(rows["amount"]),
    })  # fmt: skip


def _own_ids(block: Block, prefix: str, rows: dict[str, Ints], on: str) -> tuple[Ints, Ids]:
    loan = rows["loan"]
    numbers = _numbers_within(loan, rows[on], np.arange(len(loan)))
    return numbers, Ids(prefix, (block.loans.index[loan] + 1) * 1000 + numbers, 13)


def _charges(block: Block) -> Sheet:
    rows = block.events.columns("charges")
    numbers, ids = _own_ids(block, "F", rows, "on")
    return _sheet(block, rows["loan"], numbers, rows["known"], rows["amount"], {
        "charge_id": ids,
        "kind": Words(np.zeros(len(numbers), dtype=np.int64), CHARGE_KINDS),
        "due_on": Days(rows["on"]),
        "amount": Money(rows["amount"]),
    })  # fmt: skip


def _waivers(block: Block) -> Sheet:
    rows = block.events.columns("waivers")
    numbers, ids = _own_ids(block, "W", rows, "on")
    return _sheet(block, rows["loan"], numbers, rows["known"], rows["amount"], {
        "waiver_id": ids,
        "on": Days(rows["on"]),
        "kind": Words(rows["kind"], WAIVED_KINDS),
        "amount": Money(rows["amount"]),
    })  # fmt: skip


def _pauses(block: Block) -> Sheet:
    rows = block.events.columns("pauses")
    numbers, ids = _own_ids(block, "P", rows, "from_on")
    return _sheet(block, rows["loan"], numbers, rows["known"], np.zeros(len(numbers), dtype=np.int64), {
        "pause_id": ids,
        "from_on": Days(rows["from_on"]),
        "to_on": Days(rows["to_on"]),
    })  # fmt: skip


def _vehicles(block: Block, known: Ints) -> Sheet:
    """Each loan's car at disbursal and on every anniversary while the loan lives, worth less each time."""
    a = block.loans
    over = np.full(len(a), block.span.until)
    ends = block.events.columns("endings")
    over[ends["loan"]] = np.minimum(ends["on"], block.span.until)
    years = np.clip((over - a.disbursed_on) // 365, 0, 8)
    loan, year = np.nonzero(np.arange(9) <= years[:, None])
    on = a.disbursed_on[loan] + year * 365
    left = np.array(est.VALUE_LEFT)
    bought = a.disbursed_on[loan].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    age = np.clip(bought - a.model_year[loan], 0, 6)
    wear = 1 - 0.04 * block.chance.uniform("wear", a.index[loan], year) * (year > 0)
    value = (a.car_value[loan] * left[age + year] / left[age] * wear).astype(np.int64) // 10_000 * 10_000
    sent = np.where(year == 0, known[loan], on)
    return _sheet(block, loan, year, sent, value, {
        "vehicle_id": Ids("V", a.index[loan] + 1, 10),
        "make": Words(a.model[loan], [make for make, _ in block.country.models]),
        "model": Words(a.model[loan], [model for _, model in block.country.models]),
        "year": Numbers(a.model_year[loan]),
        "used": Flags(a.used[loan]),
        "value": Money(value),
        "value_on": Days(on),
    })  # fmt: skip
