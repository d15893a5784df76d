"""What was learned when (知悉过程): a bucket's facts as of a walk's last night, and what earlier ones did not know.

Most facts are known by the day they take effect, so the law itself leaves them out of earlier nights. An amount learned
late (a receipt, a charge, a waiver) stands as zero until then, a pause as an empty one: to the law that is as if it
were not there. Loans for which that would not do (rows replaced by later ones, receipts taken back, schedules learned
late) are `awkward`: they are gathered anew for each night on which anything of theirs was learned. That is always
right, and dearer.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from huilong.engine.compile import compiled
from huilong.kernel.days import BEFORE_ALL, FOREVER, DayNumber
from huilong.rooms.book.rules.shapes import BucketFacts
from huilong.rooms.book.store import bounds
from huilong.rooms.book.store.columns import Column, ints, wide
from huilong.rooms.book.store.gather import gather
from huilong.rooms.book.store.read import Snapshot
from huilong.rooms.book.store.tables import (
    CHARGES,
    INSTALMENTS,
    LOANS,
    PAUSES,
    RECEIPTS,
    REVERSALS,
    SCHEDULES,
    TABLES,
    WAIVERS,
    Table,
)

LATE = ("receipt_amount", "charge_amount", "waiver_amount", "pause_to")
"""The columns of the facts that are held back until known."""
_STANDING = ["borrower", "product", "disbursed_on"]


@dataclass
class Known:
    """A bucket's facts (知悉过程) as of the last night, with what is held back at first.

    `comes_on`: the first night each loan is there. `later`: rows of (day, place in LATE, row, value, loan), by day.
    `changes`: the days on which anything is learned of, or happens to, the awkward loans, ascending.
    """

    facts: BucketFacts
    comes_on: Column
    awkward: Column
    later: Column
    changes: Column


def known_over(book: Snapshot, bucket: int, first: DayNumber, last: DayNumber) -> Known:
    """The facts of a bucket for a walk from `first` to `last`, both included."""
    facts = gather(book, bucket, last, last).facts
    loans = facts.loan
    raw = {table.name: _raw(book, table, bucket, last) for table in TABLES.values() if table.name != "vehicles"}
    comes_on = np.maximum(_first_known(raw["loans"], loans, first), _disbursed(book, bucket, loans, last))
    comes_on = np.maximum(comes_on, first)
    awkward = compiled(bounds.faults)(facts) != bounds.FINE
    if any(first < on <= last for on in book.manifest.superseded_on.values()):
        awkward[:] = True
    for table in (INSTALMENTS, SCHEDULES, RECEIPTS, REVERSALS, CHARGES, WAIVERS, PAUSES):
        awkward |= _replaced(book, table, bucket, raw[table.name], loans, first, last)
    awkward |= _loans_replaced(book, bucket, loans, facts.stop_on, first, last)
    awkward |= _late_schedule(book, bucket, loans, comes_on, last)
    back = book.visible(REVERSALS, bucket, ["on", "known_on"], last, loans)
    awkward |= _any(back.at, np.maximum(back.ints("on"), back.ints("known_on")) > first)
    facts = facts._replace(**_receipts(book, bucket, loans, last))
    held = {name: np.array(getattr(facts, name)) for name in LATE}  # of its own type: the law is compiled for it
    later = _held_back(book, bucket, facts, comes_on, held, last)
    days = [known[np.isin(loan, loans[awkward])] for loan, known in raw.values()]
    days += [_known_ahead(book, table, bucket, loans[awkward], last) for table in (RECEIPTS, REVERSALS, WAIVERS)]
    changes = np.unique(np.concatenate([*days, comes_on[awkward]]))
    return Known(facts._replace(**held), comes_on, awkward, later, changes[(changes >= first) & (changes <= last)])


def _raw(book: Snapshot, table: Table, bucket: int, last: DayNumber) -> tuple[Column, Column]:
    """Loan and known_on of every stored row of a table known by `last`, replaced or not."""
    files = [f for f in book.manifest.files_of(table.name) if bucket in f.spans and f.known[0] <= last]
    parts = [book.stored(f, bucket, ["loan", "known_on"]) for f in files]
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    loan, known = (np.concatenate([ints(p[name]) for p in parts]) for name in ("loan", "known_on"))
    return loan[known <= last], known[known <= last]


def _known_ahead(book: Snapshot, table: Table, bucket: int, loans: Column, last: DayNumber) -> Column:
    """The days of what was known before it happened, of these loans; rows that others replaced later counted too."""
    files = [f for f in book.manifest.files_of(table.name) if bucket in f.spans and f.known[0] <= last]
    days = [np.empty(0, np.int64)]
    for rows in (book.stored(f, bucket, ["loan", "on", "known_on"]) for f in files):
        on, known = ints(rows["on"]), ints(rows["known_on"])
        days.append(on[np.isin(ints(rows["loan"]), loans) & (on > known) & (known <= last)])
    return np.concatenate(days)


def _first_known(raw: tuple[Column, Column], loans: Column, first: DayNumber) -> Column:
    """The day each loan was first known."""
    loan, known = raw
    found = np.full(len(loans), FOREVER, np.int64)
    place = np.searchsorted(loans, loan)
    place[place == len(loans)] = 0
    here = loans[place] == loan if len(loans) else np.zeros(len(loan), bool)
    np.minimum.at(found, place[here], known[here])
    return found


def _disbursed(book: Snapshot, bucket: int, loans: Column, last: DayNumber) -> Column:
    return book.visible(LOANS, bucket, ["disbursed_on"], last, loans).ints("disbursed_on", BEFORE_ALL).astype(np.int64)


def _any(at: Column, rows: Column) -> Column:
    """For each loan, whether any of its rows holds."""
    return np.diff(np.concatenate([np.zeros(1, np.int64), np.cumsum(rows)])[at]) > 0


def _replaced(
    book: Snapshot, table: Table, bucket: int, raw: tuple[Column, Column], loans: Column, first: DayNumber,
    last: DayNumber,
) -> Column:  # fmt: skip
    """Loans with a row of this table learned during the walk, some of whose rows were replaced by later ones."""
    loan, known = raw
    visible = book.visible(table, bucket, ["loan"], last, loans)
    count = np.bincount(_places(loans, loan), minlength=len(loans) + 1)[:-1]
    fresh = np.bincount(_places(loans, loan[known > first]), minlength=len(loans) + 1)[:-1]
    return (count != np.diff(visible.at)) & (fresh > 0)


def _places(loans: Column, loan: Column) -> Column:
    """The place of each of `loan` among `loans` (ascending); their number for what is not there."""
    place = np.searchsorted(loans, loan)
    inside = np.minimum(place, max(len(loans) - 1, 0))
    return np.where(loans[inside] == loan, inside, len(loans)) if len(loans) else np.zeros(len(loan), np.int64)


def _loans_replaced(
    book: Snapshot, bucket: int, loans: Column, final_stop: Column, first: DayNumber, last: DayNumber
) -> Column:
    """Loans sent again during the walk otherwise than they were: other terms, or a write-off learned late."""
    files = [f for f in book.manifest.files_of("loans") if bucket in f.spans and f.known[0] <= last]
    names = ["loan", "known_on", "write_off_on", *_STANDING]
    rows = pa.concat_tables([book.stored(f, bucket, names) for f in files]) if files else LOANS.schema.empty_table()
    rows = rows.filter(pa.array(ints(rows["known_on"]) <= last))
    place, known = _places(loans, ints(rows["loan"])), ints(rows["known_on"])
    stop = ints(rows["write_off_on"], FOREVER)
    bad = np.zeros(len(loans) + 1, bool)
    np.logical_or.at(bad, place, (known > first) & (stop < known))
    for name in _STANDING:
        bad |= _differs(place, len(loans), _codes(rows[name]))
    # A write-off that was withdrawn or moved: the rows that tell one tell several, or the last tells none.
    bad |= _differs(place[stop < FOREVER], len(loans), stop[stop < FOREVER])
    told = np.zeros(len(loans) + 1, bool)
    told[place[stop < FOREVER]] = True
    bad[:-1] |= told[:-1] & (final_stop == FOREVER)
    return bad[:-1]


def _codes(column: pa.ChunkedArray) -> Column:
    """A number for each value of a column, equal for equal values."""
    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    return ints(array.indices, -1)


def _differs(place: Column, count: int, values: Column) -> Column:
    """For each place (and one more), whether its values differ."""
    low, high = np.full(count + 1, FOREVER), np.full(count + 1, -FOREVER)
    np.minimum.at(low, place, values)
    np.maximum.at(high, place, values)
    return np.asarray(high > low)


def _late_schedule(book: Snapshot, bucket: int, loans: Column, comes_on: Column, last: DayNumber) -> Column:
    """Loans with a schedule, or instalments of one, learned after it took force."""
    found = book.visible(SCHEDULES, bucket, ["version", "from_on", "known_on"], last, loans)
    known, start = found.ints("known_on"), found.ints("from_on")
    bad = _any(found.at, (known > np.repeat(comes_on, np.diff(found.at))) & (known > start))
    earliest = np.full(len(loans), FOREVER, np.int64)
    np.minimum.at(earliest, np.repeat(np.arange(len(loans)), np.diff(found.at)), start)
    rows = book.visible(INSTALMENTS, bucket, ["version", "known_on"], last, loans)
    each = np.diff(rows.at)
    limit = np.where(rows.ints("version") == 0, BEFORE_ALL, np.repeat(earliest, each))
    return np.asarray(bad | _any(rows.at, rows.ints("known_on") > np.maximum(np.repeat(comes_on, each), limit)))


def _receipts(book: Snapshot, bucket: int, loans: Column, last: DayNumber) -> dict[str, Column]:
    """All receipts, each with what all reversals left of it; no row is left out, unlike `gather`."""
    back = book.visible(REVERSALS, bucket, ["receipt", "amount"], last, loans)
    found = book.visible(RECEIPTS, bucket, ["on", "amount", "receipt"], last, loans)
    amount = np.array(found.ints("amount"), np.int64)
    if len(back):
        compiled(net_each)(found.at, amount, found.ints("receipt"), back.at, back.ints("receipt"), back.ints("amount"))
    return {"receipt_at": found.at, "receipt_on": found.ints("on"), "receipt_amount": amount}


def net_each(at: Any, amount: Any, receipt: Any, back_at: Any, back: Any, back_amount: Any) -> None:
    """Take reversals off `amount` in place: 0 takes the whole back."""
    for k in range(at.shape[0] - 1):
        for r in range(at[k], at[k + 1]):
            for b in range(back_at[k], back_at[k + 1]):
                if back[b] == receipt[r]:
                    amount[r] = 0 if back_amount[b] == 0 else max(amount[r] - back_amount[b], 0)


def _held_back(
    book: Snapshot, bucket: int, facts: BucketFacts, comes_on: Column, held: dict[str, Column], last: DayNumber
) -> Column:
    """Empty what is learned late and list when it is learned: (day, place in LATE, row, value, loan), by day."""
    found = [np.zeros((0, 5), np.int64)]
    for place, (table, day) in enumerate(((RECEIPTS, "on"), (CHARGES, ""), (WAIVERS, "on"), (PAUSES, "from_on"))):
        names = ["known_on", day] if day else ["known_on"]
        rows = book.visible(table, bucket, names, last, facts.loan)
        known, owner = rows.ints("known_on").astype(np.int64), np.repeat(np.arange(len(facts.loan)), np.diff(rows.at))
        if table is WAIVERS:  # as `gather` leaves out those after the last night
            here = rows.ints("on") <= last
            known, owner, effect = known[here], owner[here], rows.ints("on")[here]
        else:
            effect = rows.ints(day) if day else np.full(len(known), BEFORE_ALL)
        late = np.flatnonzero((known > comes_on[owner]) & (known > effect))
        values = held[LATE[place]]
        found.append(np.stack([known[late], np.full(len(late), place), late, wide(values[late]), owner[late]], 1))
        values[late] = BEFORE_ALL if table is PAUSES else 0
    listed = np.concatenate(found)
    return listed[np.argsort(listed[:, 0], kind="stable")]
