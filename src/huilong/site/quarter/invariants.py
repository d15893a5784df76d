"""What must be true after every night (不变量): each looks by itself, as the owner, and tells what it finds; none is good."""

from collections.abc import Callable, Mapping
from datetime import date

from huilong.site.quarter.world import World

Invariant = Callable[[World, date], list[str]]
MOST = 5
"""Findings of one look that are told."""


def chain(world: World, on: date) -> list[str]:
    """The journal verifies to its last seal (留痕): every link, every seal, and no entry of the day left out."""
    from huilong.rooms.journal.queries import check

    checked = check()
    found = [checked.broken] if checked.broken else []
    if checked.waiting:
        found.append(f"{checked.waiting} entries are not chained")
    return found


def desk_is_book(world: World, on: date) -> list[str]:
    """The figures of every open case are the sums of its loans', and theirs those of the ageing of that day (案账一致)."""
    from huilong.rooms.book.queries import positions

    desk = {row[0]: tuple(row[1:]) for row in world.clock.ask(
        "select loan_id, past_due_days, delinquent_fen, outstanding_principal_fen from cases_case_loan"
        " where left_on is null and figures_on = %s", [on]
    )}  # fmt: skip
    book: dict[str, tuple[int, ...]] = {}
    for table in positions(on, ["loan_id", "past_due_days", "overdue_fen", "principal_left_fen"]):
        for row in table.to_pylist():
            if row["loan_id"] in desk:
                book[row["loan_id"]] = (row["past_due_days"], row["overdue_fen"], row["principal_left_fen"])
    found = [f"{loan}: desk {desk[loan]}, book {book.get(loan)}" for loan in desk if desk[loan] != book.get(loan)]
    return found[:MOST]


INVARIANTS: Mapping[str, Invariant] = {"chain": chain}
